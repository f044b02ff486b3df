import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { VendorChange, VendorChangeState } from './vendor-change.js';
import type { VendorChangeRepository } from './vendor-change.repository.js';

export interface VendorChangeQuery extends PageQuery {
  readonly state?: VendorChangeState | undefined;
  readonly vendorId?: string | undefined;
}

const cursor = cursorOf(z.tuple([z.uuid()]));

/** What has been asked for at the caller's utility and what became of it, newest first. */
export class FindChanges {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly changes: VendorChangeRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute({ utility }: Principal, { state, vendorId, limit, ...query }: VendorChangeQuery): Promise<Page<VendorChange>> {
    const [before] = cursor.read(query.cursor) ?? [];
    const found = await this.unitOfWork.run(utility, (tx) => this.changes.list(tx, { state, vendorId, before, limit: limit + 1 }));
    return pageOf(found, limit, ({ changeId }) => cursor.write([changeId]));
  }
}
