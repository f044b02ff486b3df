import type { ExceptionKind } from '@openprepay/contracts/http/telemetry-exceptions';

/** Something of a register that somebody should look at. */
export interface Finding {
  readonly meterNumber: string;
  readonly register: string;
  readonly kind: ExceptionKind;
  /** By which it is known again: of its kind and register there is one with it. */
  readonly keyAt: Date;
  /** The hour of UTC in whose points it is seen. */
  readonly hour: Date;
  readonly ts: Date;
  /** When it ended, or was last seen, where it took a while. */
  readonly until?: Date;
  readonly value?: string;
  /** What there was instead: the other value, or the last before. */
  readonly other?: string;
}

/** What is seen of a point and the one before it, and is no more where others come in between. */
export const OF_STEPS = [
  'register-backwards',
  'rollover',
  'meter-reset',
  'impossible-jump',
  'gap',
] as const satisfies readonly ExceptionKind[];

/** Those that are about one point, of which can be said that it stands, is left out, or another value stands in its place. */
export const OF_POINTS: readonly ExceptionKind[] = [
  'duplicate-conflict',
  'register-backwards',
  'rollover',
  'meter-reset',
  'impossible-jump',
];
