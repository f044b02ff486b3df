import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { KnownKeyRepository } from '../due-keys/known-key.repository.js';
import { requireInUse, requireSettledKey } from '../meters/meter.js';
import type { MeterRepository } from '../meters/meter.repository.js';
import type { VendRepository } from '../vend/vend.repository.js';
import { VendingError } from '../vending-error.js';
import { type AcceptedVend, KEY_DUE, type KeyDue } from './accepted-vend.js';
import { PRICING_UNKNOWN, type PriceVend, type PricingUnknown } from './price-vend.js';
import type { RecordSale } from './record-sale.js';
import { type Sale, vendOf } from './sale.js';
import { replay } from './sale-request.js';
import type { SaleRepository } from './sale.repository.js';

/**
 * Money for units: the vend that a sale makes, or has made already under its key. What is refused stores nothing, so it may be
 * tried again.
 */
export class AcceptVend {
  constructor(
    private readonly meters: MeterRepository,
    private readonly keys: KnownKeyRepository,
    private readonly sales: SaleRepository,
    private readonly vends: VendRepository,
    private readonly priceVend: PriceVend,
    private readonly recordSale: RecordSale,
    private readonly clock: Clock,
  ) {}

  /**
   * Safe to repeat: a key of a seller makes one vend. Of two that race on one meter the second waits for its lock; of two that race
   * on different meters the second meets the unique index `vend_idempotency_key`.
   * @throws {VendingError} `vending.idempotency_key_reused`, `vending.idempotency_key_expired`, `vending.idempotency_key_closed`,
   *   `vending.key_change_pending`, `vending.meter_replaced`, `vending.meter_unknown`, and as `PriceVend` and `RecordSale`
   */
  async execute(tx: Tx, sale: Sale): Promise<AcceptedVend | PricingUnknown | KeyDue> {
    const { seller, idempotencyKey, request } = sale;
    const meter = await this.meters.lock(tx, request.meterNumber);
    if (!meter) return this.replayOrRefuse(tx, sale);

    const asked = { seller, idempotencyKey, at: this.clock.now() };
    const { known, earlierVendId, keyClosed, commission } = await this.sales.context(tx, meter, asked);
    const at = this.clock.now();
    if (earlierVendId !== undefined) return { vend: replay(await this.vends.require(tx, earlierVendId), request, at), replayed: true };
    if (keyClosed) {
      throw new VendingError('vending.idempotency_key_closed', 'somebody was told that nothing was sold under this key: take a new one');
    }

    requireInUse(meter);
    if (!sale.keySeenTo && (meter.keyChangePending || (await this.keys.isDue(tx, meter.meterNumber, at)))) return KEY_DUE;
    requireSettledKey(meter);
    const priced = await this.priceVend.execute(tx, { known, wanted: request.wanted, at, purpose: 'sale' });
    if (priced === PRICING_UNKNOWN) return priced;
    const vend = vendOf(sale, { vendId: this.clock.newId(), meter, priced, commission, at });
    await this.recordSale.execute(tx, { vend, nextState: priced.nextState, sandbox: sale.sandbox === true });
    return { vend, replayed: false };
  }

  /** A used key is answered by what it sold, also where the repeat names a meter that there is not. */
  private async replayOrRefuse(tx: Tx, { seller, idempotencyKey, request }: Sale): Promise<AcceptedVend> {
    const earlier = await this.vends.findByKey(tx, seller, idempotencyKey);
    if (earlier) return { vend: replay(earlier, request, this.clock.now()), replayed: true };
    throw new VendingError('vending.meter_unknown', `there is no meter ${request.meterNumber}`);
  }
}
