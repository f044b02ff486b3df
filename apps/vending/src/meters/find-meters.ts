import { decodeCursor, encodeCursor, page, type Page } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import { VendingError } from '../vending-error.js';
import { readMeterNumber, type Meter } from './meter.js';
import type { MeterRepository } from './meter.repository.js';

const cursorSchema = z.tuple([z.string().max(32)]);

export class FindMeters {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
  ) {}

  /** @throws {VendingError} `vending.meter_unknown`, `vending.meter_number_invalid` */
  async one(utility: string, meterNumber: string): Promise<Meter> {
    const number = readMeterNumber(meterNumber).meterNumber;
    const meter = await this.unitOfWork.run(utility, (tx) => this.meters.find(tx, number));
    if (!meter) throw new VendingError('vending.meter_unknown', `there is no meter ${number}`);
    return meter;
  }

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async list(
    utility: string,
    {
      cursor,
      limit,
      accountNumber,
    }: { readonly cursor?: string | undefined; readonly limit: number; readonly accountNumber?: string | undefined },
  ): Promise<Page<Meter>> {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, cursorSchema)[0];
    const meters = await this.unitOfWork.run(utility, (tx) => this.meters.list(tx, { accountNumber, after, limit: limit + 1 }));
    return page(meters, limit, ({ meterNumber }) => encodeCursor([meterNumber]));
  }
}
