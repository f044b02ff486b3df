import type { FreeIssue } from '../free-issues/free-issue.js';
import type { WarnedMeter } from '../meters/meter.js';
import type { Person } from '../person.js';
import type { Vend } from '../vend/vend.js';

/** That a meter took the place of another one. */
export interface Replacement {
  readonly replacementId: string;
  /** The one that was replaced. */
  readonly meterNumber: string;
  readonly newMeterNumber: string;
  readonly reason: string;
  /** What gives, or is to give, what was left on the old one. */
  readonly freeIssueId: string | undefined;
  readonly replacedBy: Person;
  readonly replacedAt: Date;
}

/** A replacement with what came of it. */
export interface ReplacedMeter {
  readonly replacement: Replacement;
  readonly newMeter: WarnedMeter;
  readonly credit: { readonly issue: FreeIssue; readonly vend: Vend | undefined } | undefined;
  /** True where it had been made before. */
  readonly replayed: boolean;
}
