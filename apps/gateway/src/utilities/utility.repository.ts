import { entities } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { MoreThan } from 'typeorm';
import type { Utility } from './utility.js';
import { UtilityRow } from './utility.row.js';

export class UtilityRepository {
  /** The transaction's own. */
  async find(tx: Tx): Promise<Utility | undefined> {
    const row = await entities(tx).findOneBy(UtilityRow, { code: tx.utility });
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

  /** Of the whole installation, by code: for a transaction that sees all utilities. */
  async list(tx: Tx, after: string | undefined, limit: number): Promise<readonly Utility[]> {
    const where = after === undefined ? {} : { code: MoreThan(after) };
    const rows = await entities(tx).find(UtilityRow, { where, order: { code: 'ASC' }, take: limit });
    return rows.map((row) => ({ ...row }));
  }
}
