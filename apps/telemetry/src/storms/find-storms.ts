import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { Storm } from './storm.js';
import type { StormFilter, StormRepository } from './storm.repository.js';

export type StormQuery = PageQuery & Pick<StormFilter, 'state' | 'networkNode'>;

const cursor = cursorOf(z.tuple([z.iso.datetime(), z.uuid()]));

/** The storms of the caller's utility, newest first. */
export class FindStorms {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly storms: StormRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute(caller: Principal, { limit, ...query }: StormQuery): Promise<Page<Storm>> {
    const filter = { ...query, before: cursor.read(query.cursor), limit: limit + 1 };
    const found = await this.unitOfWork.run(caller.utility, (tx) => this.storms.list(tx, filter));
    return pageOf(found, limit, ({ beganAt, stormId }) => cursor.write([beganAt.toISOString(), stormId]));
  }
}
