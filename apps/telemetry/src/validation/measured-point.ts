/** How far a value can be believed: `suspect` was measured and cannot be, `estimated` was never measured. */
export type Quality = 'measured' | 'suspect' | 'estimated';

/** What somebody said of a point: it stands, it is left out, or another value stands in its place. */
export type Ruling = { readonly decision: 'accept' | 'discard' } | { readonly decision: 'replace'; readonly value: string };

/** What was measured at a time. */
export interface MeasuredPoint {
  readonly ts: Date;
  /** An exact decimal in the register's unit. */
  readonly value: string;
  readonly receivedAt: Date;
  /** Another value that the meter gave for the same time. */
  readonly contradicted?: string;
  /** The newest one. */
  readonly ruling?: Ruling;
}
