/** Plays the far end. */
export class Speaker {
  stream: MediaStream | null = null;
  private readonly element = new Audio();

  constructor(private readonly blocked: () => void) {
    this.element.autoplay = true;
  }

  play(stream: MediaStream): void {
    this.stream = stream;
    this.element.srcObject = stream;
    this.resume();
  }

  /** After the user has touched the page. */
  resume(): void {
    if (!this.stream) return;
    this.element.play().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === "NotAllowedError") this.blocked();
    });
  }

  stop(): void {
    this.stream = null;
    this.element.srcObject = null;
  }
}
