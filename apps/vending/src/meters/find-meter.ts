import type { Principal } from '@openprepay/contracts/identity';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { VendingError } from '../vending-error.js';
import { readMeterNumber, type Meter } from './meter.js';
import type { MeterRepository } from './meter.repository.js';

/** One meter, by its number as the label spells it. */
export class FindMeter {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
  ) {}

  /** @throws {VendingError} `vending.meter_unknown`, `vending.meter_number_invalid` */
  async execute({ utility }: Principal, query: { readonly meterNumber: string }): Promise<Meter> {
    const { meterNumber } = readMeterNumber(query.meterNumber);
    const meter = await this.unitOfWork.run(utility, (tx) => this.meters.find(tx, meterNumber));
    if (!meter) throw new VendingError('vending.meter_unknown', `there is no meter ${meterNumber}`);
    return meter;
  }
}
