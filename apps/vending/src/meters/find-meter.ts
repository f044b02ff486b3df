import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { VendingError } from '../vending-error.js';
import { readMeterNumber, type WarnedMeter } from './meter.js';
import type { MeterRepository } from './meter.repository.js';

/** One meter, by its number as the label spells it. */
export class FindMeter {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.meter_unknown`, `vending.meter_number_invalid` */
  async execute({ utility, timeZone }: Principal, query: { readonly meterNumber: string }): Promise<WarnedMeter> {
    const { meterNumber } = readMeterNumber(query.meterNumber);
    const [meter] = await this.unitOfWork.run(utility, async (tx) => {
      const found = await this.meters.find(tx, meterNumber);
      return found ? this.meters.warned(tx, [found], { at: this.clock.now(), timeZone }) : [];
    });
    if (!meter) throw new VendingError('vending.meter_unknown', `there is no meter ${meterNumber}`);
    return meter;
  }
}
