import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { KeptHeadRepository } from './kept-head.repository.js';
import type { KeptHead } from './kept-head.js';

/** A 63-bit number. */
const MAX_SEQUENCE_DIGITS = 18;
const cursor = cursorOf(
  z.tuple([
    z
      .string()
      .regex(/^[1-9]\d*$/)
      .max(MAX_SEQUENCE_DIGITS),
  ]),
);

/** What the vault has said of the audit chain of the caller's utility, the furthest first. */
export class FindKeptHeads {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly heads: KeptHeadRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute(caller: Principal, query: PageQuery): Promise<Page<KeptHead>> {
    const [before] = cursor.read(query.cursor) ?? [];
    const found = await this.unitOfWork.run(caller.utility, (tx) =>
      this.heads.list(tx, before === undefined ? undefined : BigInt(before), query.limit + 1),
    );
    return pageOf(found, query.limit, (last) => cursor.write([last.sequence.toString()]));
  }
}
