/** Changes the sampling rate with a windowed sinc, clean to 85 % of the lower Nyquist frequency. */

const kZeroCrossings = 16;
const kPhases = 512;

export function resample({ rate, samples }, newRate) {
  if (rate === newRate) return { rate, samples };
  const cutoff = 0.92 * Math.min(1, newRate / rate);
  const reach = Math.ceil(kZeroCrossings / cutoff);
  const kernels = kernelTable(cutoff, reach);
  const length = Math.floor((samples.length * newRate) / rate);
  const out = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    const position = (i * rate) / newRate;
    const center = Math.floor(position);
    const kernel = kernels[Math.round((position - center) * kPhases)];
    let sum = 0;
    const first = Math.max(0, center - reach + 1);
    const last = Math.min(samples.length - 1, center + reach);
    for (let t = first; t <= last; t++) sum += samples[t] * kernel[t - center + reach - 1];
    out[i] = sum;
  }
  return { rate: newRate, samples: out };
}

/** One kernel for each place between two samples where an output sample can fall. */
function kernelTable(cutoff, reach) {
  return Array.from({ length: kPhases + 1 }, (_, phase) => {
    const kernel = new Float64Array(2 * reach);
    for (let k = 0; k < kernel.length; k++) {
      const x = k - reach + 1 - phase / kPhases;
      kernel[k] = cutoff * sinc(cutoff * x) * (0.5 + 0.5 * Math.cos((Math.PI * x) / reach));
    }
    return kernel;
  });
}

function sinc(x) {
  return Math.abs(x) < 1e-9 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}
