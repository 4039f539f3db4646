let context: AudioContext | null = null;

/** The page's one audio context. */
export function audioContext(): AudioContext {
  context ??= new AudioContext({ latencyHint: "interactive" });
  return context;
}
