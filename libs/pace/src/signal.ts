/** A wake-up for one sleeper; one that comes while nobody sleeps is remembered. */
export class Signal {
  private pending = false;
  private resume: (() => void) | undefined;

  readonly wake = (): void => {
    this.pending = true;
    this.resume?.();
  };

  /** Uses up a wake-up that came before now; whoever then looks sees what it was for. */
  readonly clear = (): void => void (this.pending = false);

  /** Sleeps until woken (true, and the wake-up is used up) or until the time is up (false). */
  async wait(timeoutMs: number): Promise<boolean> {
    if (!this.pending) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.resume = resolve;
        timer = setTimeout(resolve, timeoutMs);
      });
      clearTimeout(timer);
      this.resume = undefined;
    }
    const woken = this.pending;
    this.pending = false;
    return woken;
  }
}
