import { decodeCursor, encodeCursor, page, type Page } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { Vendor } from './vendor.js';
import type { VendorRepository } from './vendor.repository.js';

const cursorSchema = z.tuple([z.uuid()]);

export interface VendorQuery {
  readonly cursor?: string | undefined;
  readonly limit: number;
  /** Where set, there is at most this one to see. */
  readonly scope: string | undefined;
}

export class FindVendors {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vendors: VendorRepository,
  ) {}

  /** @throws {VendingError} `vending.vendor_unknown` */
  async one(utility: string, vendorId: string): Promise<Vendor> {
    return this.unitOfWork.run(utility, (tx) => this.vendors.get(tx, vendorId));
  }

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async list(utility: string, { cursor, limit, scope }: VendorQuery): Promise<Page<Vendor>> {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, cursorSchema)[0];
    return this.unitOfWork.run(utility, async (tx) => {
      if (scope !== undefined) return { items: [await this.vendors.get(tx, scope)] };
      return page(await this.vendors.list(tx, { after, limit: limit + 1 }), limit, ({ vendorId }) => encodeCursor([vendorId]));
    });
  }
}
