export interface Sale {
  readonly meterNumber: string;
  readonly amount: string;
  readonly currency: string;
  readonly key: string;
}

/** What came of a sale: 201 with its token, 202 where that is to come, anything else is a refusal with its code. */
export interface SaleAnswer {
  readonly status: number;
  readonly code: string;
}

/** One point of sale: one sale at a time. */
export interface Till {
  sell(sale: Sale): Promise<SaleAnswer>;
  close(): void;
}
