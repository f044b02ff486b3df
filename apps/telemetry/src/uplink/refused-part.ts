/** A part of a message that cannot be kept, and why. */
export interface RefusedPart {
  /** Its place in the message, e.g. `readings.3.registers.1-0:1.8.0`. */
  readonly at: string;
  readonly reason: string;
}

const SHOWN = 3;

/** The first parts that were refused, each by its place. */
export function reasonOf(refused: readonly RefusedPart[]): string {
  const shown = refused.slice(0, SHOWN).map(({ at, reason }) => `${at}: ${reason}`);
  return refused.length > shown.length ? `${shown.join('; ')}; and ${refused.length - shown.length} more` : shown.join('; ');
}
