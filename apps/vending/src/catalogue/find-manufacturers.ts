import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { Manufacturer } from './manufacturer.js';
import type { ManufacturerRepository } from './manufacturer.repository.js';

const cursor = cursorOf(z.tuple([z.string().max(4)]));

/** The manufacturers that the utility knows, by code. */
export class FindManufacturers {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly manufacturers: ManufacturerRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute({ utility }: Principal, { limit, cursor: given }: PageQuery): Promise<Page<Manufacturer>> {
    const [after] = cursor.read(given) ?? [];
    const found = await this.unitOfWork.run(utility, (tx) => this.manufacturers.list(tx, { after, limit: limit + 1 }));
    return pageOf(found, limit, ({ code }) => cursor.write([code]));
  }
}
