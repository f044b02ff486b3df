import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { KeyChangeRepository } from './key-change.repository.js';
import { type KeyChange, type KeyChangeState, stateAt } from './key-change.js';

const cursor = cursorOf(z.tuple([z.uuid()]));

/** What the custodians of the caller's utility have asked for, the latest first. */
export class FindKeyChanges {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly changes: KeyChangeRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute(
    caller: Principal,
    { state, limit, ...query }: PageQuery & { readonly state?: KeyChangeState | undefined },
  ): Promise<Page<KeyChange>> {
    const now = this.clock.now();
    const [beforeId] = cursor.read(query.cursor) ?? [];
    const found = await this.unitOfWork.run(caller.utility, (tx) => this.changes.list(tx, { state, now }, { beforeId, limit: limit + 1 }));
    const shown = found.map((change) => ({ ...change, state: stateAt(change, now) }));
    return pageOf(shown, limit, (last) => cursor.write([last.id]));
  }
}
