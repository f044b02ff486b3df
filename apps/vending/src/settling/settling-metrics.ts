import { counter } from '@openprepay/runtime/metrics';

/** What has gone wrong with the answers of the vault since this process started. */
export class SettlingMetrics {
  private readonly stuckVends = counter({
    name: 'openprepay_vends_stuck_total',
    help: 'Vends that had no answer for longer than any vault takes',
  });

  private readonly creditedReversals = counter({
    name: 'openprepay_reversed_vends_credited_total',
    help: 'Vends whose token a meter credited after they were taken back',
  });

  creditedAfterReversal(count: number): void {
    this.creditedReversals.inc(count);
  }

  stuck(count: number): void {
    if (count > 0) this.stuckVends.inc(count);
  }
}
