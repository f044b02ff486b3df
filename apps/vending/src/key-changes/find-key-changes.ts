import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import { readMeterNumber } from '../meters/meter.js';
import type { KeyChange } from './key-change.js';
import type { KeyChangeRepository } from './key-change.repository.js';

const cursor = cursorOf(z.tuple([z.uuid()]));

/** The keys that a meter was given, newest first. */
export class FindKeyChanges {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly changes: KeyChangeRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid`; {VendingError} `vending.meter_number_invalid` */
  async execute(
    { utility }: Principal,
    { meterNumber: written, limit, ...query }: PageQuery & { readonly meterNumber: string },
  ): Promise<Page<KeyChange>> {
    const [before] = cursor.read(query.cursor) ?? [];
    const { meterNumber } = readMeterNumber(written);
    const found = await this.unitOfWork.run(utility, (tx) => this.changes.list(tx, { meterNumber, before, limit: limit + 1 }));
    return pageOf(found, limit, ({ keyChangeId }) => cursor.write([keyChangeId]));
  }
}
