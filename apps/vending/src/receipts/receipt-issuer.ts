/** Who receipts say that they are of. */
export interface ReceiptIssuer {
  /** As it is registered. */
  readonly name?: string | undefined;
  /** Under which it pays the taxes that receipts show. */
  readonly taxNumber?: string | undefined;
}
