/**
 * Fourier transforms of real signals whose length is a power of two, and what follows from them.
 * Plain radix-2 on typed arrays: 2^18 points take a few tens of milliseconds.
 */

const twiddles = new Map();

function twiddlesOf(size) {
  let table = twiddles.get(size);
  if (!table) {
    const cos = new Float64Array(size / 2);
    const sin = new Float64Array(size / 2);
    for (let k = 0; k < size / 2; k++) {
      cos[k] = Math.cos((2 * Math.PI * k) / size);
      sin[k] = -Math.sin((2 * Math.PI * k) / size);
    }
    table = { cos, sin };
    twiddles.set(size, table);
  }
  return table;
}

function reorder(re, im) {
  const size = re.length;
  for (let i = 1, j = 0; i < size; i++) {
    let bit = size >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      const r = re[i];
      const m = im[i];
      re[i] = re[j];
      im[i] = im[j];
      re[j] = r;
      im[j] = m;
    }
  }
}

/** Transforms in place. `re.length` is a power of two. */
export function fft(re, im) {
  const size = re.length;
  const { cos, sin } = twiddlesOf(size);
  reorder(re, im);
  for (let half = 1; half < size; half *= 2) {
    const stride = size / (2 * half);
    for (let start = 0; start < size; start += 2 * half) {
      for (let k = 0, t = 0; k < half; k++, t += stride) {
        const a = start + k;
        const b = a + half;
        const xr = re[b] * cos[t] - im[b] * sin[t];
        const xi = re[b] * sin[t] + im[b] * cos[t];
        re[b] = re[a] - xr;
        im[b] = im[a] - xi;
        re[a] += xr;
        im[a] += xi;
      }
    }
  }
}

/** The inverse of fft(), in place and scaled. */
export function inverseFft(re, im) {
  fft(im, re);
  const scale = 1 / re.length;
  for (let i = 0; i < re.length; i++) {
    re[i] *= scale;
    im[i] *= scale;
  }
}

export function powerOfTwoAtLeast(length) {
  let size = 2;
  while (size < length) size *= 2;
  return size;
}

function padded(signal, size) {
  const re = new Float64Array(size);
  re.set(signal);
  return re;
}

/**
 * c(lag) = Σ a[t + lag] · b[t] for every lag at which the two overlap.
 * Returns `at(lag)`, with lags from -(b.length - 1) to a.length - 1.
 */
export function crossCorrelation(a, b) {
  const size = powerOfTwoAtLeast(a.length + b.length);
  const ar = padded(a, size);
  const ai = new Float64Array(size);
  const br = padded(b, size);
  const bi = new Float64Array(size);
  fft(ar, ai);
  fft(br, bi);
  for (let i = 0; i < size; i++) {
    const re = ar[i] * br[i] + ai[i] * bi[i];
    ai[i] = ai[i] * br[i] - ar[i] * bi[i];
    ar[i] = re;
  }
  inverseFft(ar, ai);
  return {
    first: -(b.length - 1),
    last: a.length - 1,
    at: (lag) => ar[lag < 0 ? lag + size : lag],
  };
}

/** The part of a signal between two frequencies, without moving it in time. */
export function bandPass(signal, rate, [low, high]) {
  const size = powerOfTwoAtLeast(signal.length);
  const re = padded(signal, size);
  const im = new Float64Array(size);
  fft(re, im);
  for (let k = 0; k <= size / 2; k++) {
    const gain = edge((k * rate) / size, low, high);
    re[k] *= gain;
    im[k] *= gain;
    if (k > 0 && k < size / 2) {
      re[size - k] *= gain;
      im[size - k] *= gain;
    }
  }
  inverseFft(re, im);
  return Float32Array.from(re.subarray(0, signal.length));
}

/** 1 inside the band, 0 outside, with flanks of a tenth of an octave that keep it from ringing. */
function edge(frequency, low, high) {
  const flank = 1.07;
  if (frequency < low / flank || frequency > high * flank) return 0;
  if (frequency < low) return 0.5 - 0.5 * Math.cos((Math.PI * (frequency - low / flank)) /
    (low - low / flank));
  if (frequency > high) return 0.5 + 0.5 * Math.cos((Math.PI * (frequency - high)) /
    (high * flank - high));
  return 1;
}
