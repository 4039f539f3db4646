import { audioContext } from "./audio_context";

const kQuietest = -60;

/** How loud a stream is, from 0 (silence) to 1 (full). Follows the stream it is asked about. */
export class Meter {
  private stream: MediaStream | null = null;
  private source: MediaStreamAudioSourceNode | null = null;
  private readonly analyser = new AnalyserNode(audioContext(), { fftSize: 1024 });
  private readonly samples = new Float32Array(this.analyser.fftSize);

  level(stream: MediaStream | null): number {
    if (stream !== this.stream) this.follow(stream);
    if (!this.source) return 0;
    this.analyser.getFloatTimeDomainData(this.samples);
    return loudness(this.samples);
  }

  private follow(stream: MediaStream | null): void {
    this.source?.disconnect();
    this.stream = stream;
    const audible = stream?.getAudioTracks().length;
    this.source = audible ? audioContext().createMediaStreamSource(stream!) : null;
    this.source?.connect(this.analyser);
  }
}

/** Root mean square on a scale of decibels. */
export function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibels = 10 * Math.log10(sum / samples.length + 1e-12);
  return Math.min(1, Math.max(0, 1 - decibels / kQuietest));
}
