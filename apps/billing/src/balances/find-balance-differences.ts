import type { FloatDifferenceState } from '@openprepay/contracts/http/billing-reconciliation';
import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { BalanceDifference } from './balance-difference.js';
import type { BalanceDifferenceRepository } from './balance-difference.repository.js';

export interface BalanceDifferenceQuery extends PageQuery {
  readonly state?: FloatDifferenceState | undefined;
}

const cursor = cursorOf(z.tuple([z.uuid()]));

/** Balances of the caller's utility that differ from the lines, or did; the newest first. */
export class FindBalanceDifferences {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly differences: BalanceDifferenceRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute(caller: Principal, { state, ...query }: BalanceDifferenceQuery): Promise<Page<BalanceDifference>> {
    const [before] = cursor.read(query.cursor) ?? [];
    const filter = present({ state, before, limit: query.limit + 1 });
    const found = await this.unitOfWork.run(caller.utility, (tx) => this.differences.list(tx, filter));
    return pageOf(found, query.limit, (last) => cursor.write([last.id]));
  }
}
