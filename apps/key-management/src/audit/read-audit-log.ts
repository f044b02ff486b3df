import type { Principal } from '@openprepay/contracts/identity';
import { type Page, decodeCursor, encodeCursor, page } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { AuditLogRepository } from './audit-log.repository.js';
import type { AuditEntry } from './audit-entry.js';

/** The sequence is a 63-bit number to PostgreSQL. */
const MAX_SEQUENCE_DIGITS = 18;
const cursorShape = z.tuple([
  z
    .string()
    .regex(/^[1-9]\d*$/)
    .max(MAX_SEQUENCE_DIGITS),
]);

/** The utility's audit log, newest first. */
export class ReadAuditLog {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly entries: AuditLogRepository,
  ) {}

  /** @throws `request.cursor_invalid` */
  async list(caller: Principal, range: { readonly cursor?: string | undefined; readonly limit: number }): Promise<Page<AuditEntry>> {
    const before = range.cursor === undefined ? undefined : BigInt(decodeCursor(range.cursor, cursorShape)[0]);
    const rows = await this.unitOfWork.run(caller.utility, (tx) => this.entries.before(tx, before, range.limit + 1));
    return page(rows, range.limit, (last) => encodeCursor([last.sequence.toString()]));
  }
}
