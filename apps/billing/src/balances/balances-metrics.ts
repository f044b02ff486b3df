import { gauge } from '@openprepay/runtime/metrics';

/** Where the balances and the lines of the journal do not agree. */
export class BalanceMetrics {
  private readonly differences = gauge({
    name: 'billing_balance_differences_open',
    help: 'Kept balances that differ from the lines of the journal: anything above zero is an alarm',
  });

  open(count: number): void {
    this.differences.set(count);
  }
}
