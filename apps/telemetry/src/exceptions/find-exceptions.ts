import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { ReadingException } from './reading-exception.js';
import type { ExceptionFilter, ReadingExceptionRepository } from './reading-exception.repository.js';

export type ExceptionQuery = PageQuery & Omit<ExceptionFilter, 'before' | 'limit'>;

const cursor = cursorOf(z.tuple([z.iso.datetime(), z.uuid()]));

/** What validation doubts of the caller's utility, newest first. */
export class FindExceptions {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly exceptions: ReadingExceptionRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute(caller: Principal, { limit, ...query }: ExceptionQuery): Promise<Page<ReadingException>> {
    const filter = { ...query, before: cursor.read(query.cursor), limit: limit + 1 };
    const found = await this.unitOfWork.run(caller.utility, (tx) => this.exceptions.list(tx, filter));
    return pageOf(found, limit, ({ foundAt, exceptionId }) => cursor.write([foundAt.toISOString(), exceptionId]));
  }
}
