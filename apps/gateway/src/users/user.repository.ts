import { decodeCursor, encodeCursor, page, type Page } from '@openprepay/persistence/page';
import { entities } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { isUniqueViolation } from '@openprepay/persistence/unique-violation';
import { MoreThan } from 'typeorm';
import { z } from 'zod';
import { GatewayError } from '../gateway-error.js';
import type { User } from './user.js';
import { UserRow } from './user.row.js';

const cursorShape = z.tuple([z.string()]);

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export class UserRepository {
  async findByUsername(tx: Tx, username: string): Promise<User | undefined> {
    const row = await entities(tx).findOneBy(UserRow, { username });
    return row ? fromRow(row) : undefined;
  }

  /** Within the transaction's utility, locked until its end. */
  async lock(tx: Tx, id: string): Promise<User | undefined> {
    const row = await entities(tx).findOne(UserRow, { where: { id }, lock: { mode: 'pessimistic_write' } });
    return row ? fromRow(row) : undefined;
  }

  /** @throws {GatewayError} `gateway.username_taken`, whichever utility has it */
  async insert(tx: Tx, user: User): Promise<void> {
    try {
      await entities(tx).insert(UserRow, toRow(user));
    } catch (error) {
      if (!isUniqueViolation(error, 'app_user_username')) throw error;
      throw new GatewayError('gateway.username_taken', 'this user name is taken', { cause: error });
    }
  }

  /** @returns false where the name exists already */
  async insertIfMissing(tx: Tx, user: User): Promise<boolean> {
    const result = await entities(tx).createQueryBuilder().insert().into(UserRow).values(toRow(user)).orIgnore().returning('id').execute();
    return (result.raw as readonly unknown[]).length > 0;
  }

  async update(tx: Tx, user: User): Promise<void> {
    await entities(tx).update(UserRow, { id: user.id }, toRow(user));
  }

  async list(tx: Tx, { limit, cursor }: PageRequest): Promise<Page<User>> {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, cursorShape)[0];
    const where = after === undefined ? {} : { username: MoreThan(after) };
    const rows = await entities(tx).find(UserRow, { where, order: { username: 'ASC' }, take: limit + 1 });
    return page(rows.map(fromRow), limit, (last) => encodeCursor([last.username]));
  }
}

const fromRow = ({ vendorId, ...row }: UserRow): User => ({ ...row, ...(vendorId === null ? {} : { vendorId }) });

const toRow = (user: User): UserRow => ({ ...user, roles: [...user.roles], vendorId: user.vendorId ?? null });
