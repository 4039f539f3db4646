import { audioContext } from "./audio_context";

/** A sound that repeats: pairs of frequencies, and when in the cycle they are heard. */
interface Pattern {
  readonly hertz: readonly [number, number];
  readonly seconds: number;
  readonly bursts: readonly (readonly [from: number, to: number])[];
  readonly level: number;
}

const kPatterns: Readonly<Record<"ringtone" | "ringback", Pattern>> = {
  ringtone: {
    hertz: [400, 450],
    seconds: 3,
    bursts: [
      [0, 0.4],
      [0.6, 1],
    ],
    level: 0.25,
  },
  // [ITU-T E.180 supplement 2] the North American ringing tone.
  ringback: { hertz: [440, 480], seconds: 6, bursts: [[0, 2]], level: 0.08 },
};

const kRampSeconds = 0.01;

/** One cycle of a pattern, made once and then looped by the browser. */
export function renderPattern(rate: number, pattern: Pattern): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(Math.round(rate * pattern.seconds));
  for (const [from, to] of pattern.bursts) {
    for (let i = Math.round(from * rate); i < Math.round(to * rate); ++i) {
      const time = i / rate;
      const ramp = Math.min(1, (time - from) / kRampSeconds, (to - time) / kRampSeconds);
      const wave = pattern.hertz.map((hertz) => Math.sin(2 * Math.PI * hertz * time));
      samples[i] = (pattern.level * Math.max(0, ramp) * (wave[0]! + wave[1]!)) / 2;
    }
  }
  return samples;
}

/** A pattern that plays until its stop() is called. */
export function loop(name: "ringtone" | "ringback"): () => void {
  const context = audioContext();
  const samples = renderPattern(context.sampleRate, kPatterns[name]);
  const buffer = context.createBuffer(1, samples.length, context.sampleRate);
  buffer.copyToChannel(samples, 0);
  const source = new AudioBufferSourceNode(context, { buffer, loop: true });
  source.connect(context.destination);
  source.start();
  return () => {
    source.stop();
    source.disconnect();
  };
}

const kRows = [697, 770, 852, 941];
const kColumns = [1209, 1336, 1477, 1633];
const kKeys = "123A456B789C*0#D";

/** The two tones of a key; null of what is not one key, as a pause is not. [ITU-T Q.23] */
export function toneFrequencies(key: string): readonly [number, number] | null {
  const index = key.length === 1 ? kKeys.indexOf(key) : -1;
  return index < 0 ? null : [kRows[index >> 2]!, kColumns[index & 3]!];
}

/** What a key sounds like to who presses it; the far end gets it from the browser's own sender. */
export function click(key: string): void {
  const frequencies = toneFrequencies(key);
  if (!frequencies) return;
  const context = audioContext();
  const gain = new GainNode(context, { gain: 0.04 });
  gain.connect(context.destination);
  for (const frequency of frequencies) {
    const source = new OscillatorNode(context, { frequency });
    source.connect(gain);
    source.start();
    source.stop(context.currentTime + 0.1);
    source.onended = () => gain.disconnect();
  }
}
