import { gauge } from '@openprepay/runtime/metrics';

/** Where vending and the books do not agree. */
export class FloatMetrics {
  private readonly differences = gauge({
    name: 'billing_float_differences_open',
    help: 'Vendors whose float differs from the ledger: anything above zero is an alarm',
  });

  open(count: number): void {
    this.differences.set(count);
  }
}
