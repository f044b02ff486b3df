import { gauge } from '@openprepay/runtime/metrics';

/** What the books miss. */
export class ReceiptMetrics {
  private readonly receipts = gauge({
    name: 'billing_receipts_missing',
    help: 'Receipts of completed vends that are not booked, as of the last look; some may be under way',
  });

  missing(count: number): void {
    this.receipts.set(count);
  }
}
