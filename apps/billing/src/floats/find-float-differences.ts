import type { FloatDifferenceState } from '@openprepay/contracts/http/billing-reconciliation';
import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { FloatDifference } from './float-statement.js';
import type { FloatRepository } from './float.repository.js';

export interface FloatDifferenceQuery extends PageQuery {
  readonly state?: FloatDifferenceState | undefined;
}

const cursor = cursorOf(z.tuple([z.uuid()]));

/** Floats of the caller's utility that differ from the ledger, or did; the newest first. */
export class FindFloatDifferences {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly floats: FloatRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute(caller: Principal, { state, ...query }: FloatDifferenceQuery): Promise<Page<FloatDifference>> {
    const [before] = cursor.read(query.cursor) ?? [];
    const filter = present({ state, before, limit: query.limit + 1 });
    const found = await this.unitOfWork.run(caller.utility, (tx) => this.floats.list(tx, filter));
    return pageOf(found, query.limit, (last) => cursor.write([last.id]));
  }
}
