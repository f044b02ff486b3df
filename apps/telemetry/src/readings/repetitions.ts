/**
 * Whether points are to be expected that are known already. They come together, when a broker or a meter that was away says again
 * what it was not told has come: for so many batches after one that had any.
 */
export class Repetitions {
  private left = 0;

  constructor(private readonly batches: number) {}

  get areExpected(): boolean {
    return this.left > 0;
  }

  /** @param repeated whether the batch that was looked through had any */
  note(repeated: boolean): void {
    this.left = repeated ? this.batches : Math.max(0, this.left - 1);
  }
}
