export interface TariffSettings {
  /** How long before it begins a later version is published at the latest; 0: it may begin at once. */
  readonly leadMs: number;
  /** How long an answer waits for vending to price by what it changed. */
  readonly appliedWaitMs: number;
}
