/** Lets one loop sleep until somebody has work for it, or for so long at most. A wake-up while it works is not lost. */
export class Wake {
  private woken = false;
  private resume: (() => void) | undefined;

  wake(): void {
    this.woken = true;
    this.resume?.();
  }

  async sleep(limitMs: number): Promise<void> {
    if (!this.woken) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.resume = resolve;
        timer = setTimeout(resolve, limitMs);
      });
      clearTimeout(timer);
      this.resume = undefined;
    }
    this.woken = false;
  }
}
