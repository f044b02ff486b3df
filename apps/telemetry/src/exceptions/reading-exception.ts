import type { ExceptionAnswer, ExceptionKind } from '@openprepay/contracts/http/telemetry-exceptions';
import { TelemetryError } from '../telemetry-error.js';
import { OF_POINTS } from '../validation/finding.js';

export type ExceptionState = ExceptionAnswer['state'];
export type Decision = NonNullable<ExceptionAnswer['decision']>;

/** Something that validation doubts. */
export interface ReadingException {
  readonly exceptionId: string;
  readonly meterNumber: string;
  readonly register: string;
  readonly kind: ExceptionKind;
  /** The hour of UTC in whose points it is seen. */
  readonly hour: Date;
  readonly ts: Date;
  readonly until?: Date;
  /** Exact decimals in the register's unit. */
  readonly value?: string;
  readonly other?: string;
  readonly state: ExceptionState;
  readonly foundAt: Date;
  readonly resolution?: Resolution;
}

export interface Resolution extends Ruled {
  readonly reason: string;
  readonly resolvedBy: string;
  readonly resolvedAt: Date;
}

/** What is made of it. */
export interface Ruled {
  readonly decision: Decision;
  /** What stands in the reading's place; with `replace` alone. */
  readonly value?: string | undefined;
}

/**
 * Only a reading has another in its place; only a reading, or what was estimated in a gap, can be left out.
 *
 * @throws {TelemetryError} `telemetry.decision_invalid`
 */
export function requireDecision(kind: ExceptionKind, { decision, value }: Ruled): void {
  if ((decision === 'replace') !== (value !== undefined))
    throw new TelemetryError('telemetry.decision_invalid', '`value` is given with `replace`, and with no other decision');
  const isOfPoint = OF_POINTS.includes(kind);
  if (decision === 'accept' || isOfPoint || (decision === 'discard' && kind === 'gap')) return;
  throw new TelemetryError('telemetry.decision_invalid', `${kind} is about no single reading: it can only be accepted`);
}
