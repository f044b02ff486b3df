import type { Clock } from '@openprepay/persistence/clock';
import { limits } from '../telemetry-limits.js';

/** Meters whose hours could not be summed up: they are passed over for a while, so that nobody else's wait behind theirs. */
export class FailingMeters {
  /** By utility and number, those that failed first ahead. */
  private readonly failed = new Map<string, { readonly utility: string; readonly meterNumber: string; readonly at: number }>();

  constructor(private readonly clock: Clock) {}

  add(utility: string, meterNumber: string): void {
    const key = `${utility} ${meterNumber}`;
    this.failed.delete(key);
    this.failed.set(key, { utility, meterNumber, at: this.clock.now().getTime() });
    const [first] = this.failed.keys();
    if (this.failed.size > limits.validation.failingMeters && first !== undefined) this.failed.delete(first);
  }

  /** Those of a utility that are passed over now; a clock that goes back makes nobody wait longer. */
  of(utility: string): readonly string[] {
    const now = this.clock.now().getTime();
    for (const [key, { at }] of this.failed) if (now < at || now - at >= limits.validation.passedOverMs) this.failed.delete(key);
    return [...this.failed.values()].flatMap((failed) => (failed.utility === utility ? [failed.meterNumber] : []));
  }
}
