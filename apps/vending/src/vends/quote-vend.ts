import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { PricedVend } from '@openprepay/tariffs';
import { readMeterNumber, type Meter } from '../meters/meter.js';
import type { MeterRepository } from '../meters/meter.repository.js';
import { VendingError } from '../vending-error.js';
import type { PricingKnowledge } from './pricing-knowledge.js';
import type { SaleRepository } from './sale.repository.js';
import type { SupplyPricer } from './supply-pricer.js';
import type { VendRequest } from './vend-request.js';

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
    private readonly pricer: SupplyPricer,
    private readonly pricing: PricingKnowledge,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.meter_number_invalid`, `vending.meter_unknown`, and as `SupplyPricer.price` */
  async execute(utility: string, request: VendRequest): Promise<Quote> {
    try {
      return await this.quote(utility, request);
    } catch (error) {
      if (!(error instanceof VendingError) || error.code !== 'vending.pricing_unknown') throw error;
      await this.pricing.await(utility, request.meterNumber);
      return this.quote(utility, request);
    }
  }

  private quote(utility: string, { meterNumber, tender }: VendRequest): Promise<Quote> {
    const number = readMeterNumber(meterNumber).meterNumber;
    return this.unitOfWork.run(utility, async (tx) => {
      const meter = await this.meters.find(tx, number);
      if (!meter) throw new VendingError('vending.meter_unknown', `there is no meter ${number}`);
      const supply = await this.sales.supply(tx, meter);
      return { meter, priced: await this.pricer.price(tx, supply, { tender, at: this.clock.now(), purpose: 'quote' }) };
    });
  }
}
