import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { AuditEntry } from './audit-entry.js';
import type { AuditLogRepository } from './audit-log.repository.js';

/** The sequence is a 63-bit number to PostgreSQL. */
const MAX_SEQUENCE_DIGITS = 18;
const cursor = cursorOf(
  z.tuple([
    z
      .string()
      .regex(/^[1-9]\d*$/)
      .max(MAX_SEQUENCE_DIGITS),
  ]),
);

/** The audit log of the caller's utility, newest first. */
export class FindAuditEntries {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly entries: AuditLogRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute(caller: Principal, query: PageQuery): Promise<Page<AuditEntry>> {
    const [before] = cursor.read(query.cursor) ?? [];
    const found = await this.unitOfWork.run(caller.utility, (tx) =>
      this.entries.before(tx, before === undefined ? undefined : BigInt(before), query.limit + 1),
    );
    return pageOf(found, query.limit, (last) => cursor.write([last.sequence.toString()]));
  }
}
