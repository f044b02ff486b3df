import type { AccountPayment } from '../account-payments/account-payment.js';
import { refusalByPolicy, type ReversalPolicy } from '../reversals/reversal-policy.js';
import type { AskedReversal } from '../reversals/reversal.js';
import { VendingError } from '../vending-error.js';

/** That somebody wants a payment of debts taken back, and what became of it. */
export interface PaymentReversal extends AskedReversal {
  readonly paymentId: string;
}

/** A payment, and how often its receipt was handed out again. */
export interface CopiedPayment {
  readonly payment: AccountPayment;
  readonly copies: number;
}

/** @throws {VendingError} `vending.reversal_refused` where the policy does not let it be taken back */
export function requireReversible({ payment: { paymentId, paidAt }, copies }: CopiedPayment, policy: ReversalPolicy, now: Date): void {
  const refusal = refusalByPolicy({ what: 'payments', paper: 'receipt', doneAt: paidAt, copies }, policy, now);
  if (refusal === undefined) return;
  throw new VendingError('vending.reversal_refused', `payment ${paymentId} stands: ${refusal}`);
}
