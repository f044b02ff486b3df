import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { PricedVend } from '@openprepay/tariffs';
import { type Meter, requireInUse } from '../meters/meter.js';
import type { MeterRepository } from '../meters/meter.repository.js';
import type { EnterSandbox } from '../sandbox/enter-sandbox.js';
import { VendingError } from '../vending-error.js';
import { vendorScope } from '../vendors/vendor-scope.js';
import type { AwaitPricing } from './await-pricing.js';
import { requireIssuable } from './require-issuable.js';
import { PRICING_UNKNOWN, type PriceVend, type PricingUnknown } from './price-vend.js';
import { readSaleRequest, type SaleRequest, type WrittenSale } from './sale-request.js';
import type { SaleRepository } from './sale.repository.js';

export interface QuoteVendCommand extends WrittenSale {
  /** Whom staff would sell for. */
  readonly vendorId?: string | undefined;
}

export interface Quote {
  readonly meter: Meter;
  readonly priced: PricedVend;
}

/** What a sale would give now; nothing is sold and nothing is stored. */
export class QuoteVend {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
    private readonly sales: SaleRepository,
    private readonly priceVend: PriceVend,
    private readonly awaitPricing: AwaitPricing,
    private readonly sandbox: EnterSandbox,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.meter_unknown`, `vending.meter_replaced`, `vending.pricing_unknown`, `vending.token_refused` where no token
   *   can be made for the meter, and as `vendorScope`, `readSaleRequest` and `PriceVend` */
  async execute(caller: Principal, { vendorId, ...written }: QuoteVendCommand): Promise<Quote> {
    vendorScope(caller, vendorId); // nobody asks in another vendor's name
    await this.sandbox.execute(caller, written.meterNumber);
    const request = readSaleRequest(written);
    return this.awaitPricing.execute(caller, request.meterNumber, () => this.quote(caller.utility, request));
  }

  private quote(utility: string, { meterNumber, wanted }: SaleRequest): Promise<Quote | PricingUnknown> {
    return this.unitOfWork.run(utility, async (tx) => {
      const meter = await this.meters.find(tx, meterNumber);
      if (!meter) throw new VendingError('vending.meter_unknown', `there is no meter ${meterNumber}`);
      const at = this.clock.now();
      requireInUse(meter);
      requireIssuable(meter, at);
      const known = await this.sales.knownPricing(tx, meter);
      const priced = await this.priceVend.execute(tx, { known, wanted, at, purpose: 'quote' });
      return priced === PRICING_UNKNOWN ? priced : { meter, priced };
    });
  }
}
