/** Who makes meters, by the STS Association's code. */
export interface Manufacturer {
  readonly code: string;
  readonly name: string;
  /** When its name became what it is. */
  readonly changedAt: Date;
}
