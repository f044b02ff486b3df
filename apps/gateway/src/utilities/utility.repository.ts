import { decodeCursor, encodeCursor, page, type Page } from '@openprepay/persistence/page';
import { entities } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { MoreThan } from 'typeorm';
import { z } from 'zod';
import type { PageRequest } from '../users/user.repository.js';
import type { Utility } from './utility.js';
import { UtilityRow } from './utility.row.js';

const cursorShape = z.tuple([z.string()]);

export class UtilityRepository {
  async find(tx: Tx, code: string): Promise<Utility | undefined> {
    const row = await entities(tx).findOneBy(UtilityRow, { code });
    return row ? { ...row } : undefined;
  }

  /** @returns false where the code is taken */
  async insertIfMissing(tx: Tx, utility: Utility): Promise<boolean> {
    const result = await entities(tx)
      .createQueryBuilder()
      .insert()
      .into(UtilityRow)
      .values({ ...utility })
      .orIgnore()
      .returning('utility')
      .execute();
    return (result.raw as readonly unknown[]).length > 0;
  }

  async list(tx: Tx, { limit, cursor }: PageRequest): Promise<Page<Utility>> {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, cursorShape)[0];
    const where = after === undefined ? {} : { code: MoreThan(after) };
    const rows = await entities(tx).find(UtilityRow, { where, order: { code: 'ASC' }, take: limit + 1 });
    return page(
      rows.map((row) => ({ ...row })),
      limit,
      (last) => encodeCursor([last.code]),
    );
  }
}
