import type { Signal } from '@openprepay/pace/signal';
import type { Logger } from '@openprepay/runtime/logger';
import { counter } from '@openprepay/runtime/metrics';

export interface DamagedKey {
  readonly utility: string;
  readonly vendingKeyId: string;
}

/**
 * Keys whose sealed value did not open, until that is written down: the transaction that met one is rolled back, so that its
 * sales are answered when the key has been restored, and nothing of it may be lost with it.
 */
export class DamagedKeys {
  private readonly met = new Map<string, DamagedKey>();
  private readonly failures = counter({
    name: 'openprepay_vending_key_integrity_failures_total',
    help: 'Times that the sealed value of a vending key did not open',
  });

  constructor(
    private readonly logger: Logger,
    private readonly signal: Signal,
  ) {}

  tell(key: DamagedKey): void {
    this.failures.inc();
    if (this.met.has(key.vendingKeyId)) return;
    this.logger.error({ ...key }, 'the sealed value of a vending key does not open: it has been altered, or belongs to another');
    this.met.set(key.vendingKeyId, key);
    this.signal.wake();
  }

  all(): readonly DamagedKey[] {
    return [...this.met.values()];
  }

  forget({ vendingKeyId }: DamagedKey): void {
    this.met.delete(vendingKeyId);
  }
}
