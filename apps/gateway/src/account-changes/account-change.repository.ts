import { present } from '@openprepay/contracts/present';
import { columnsOf, entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { AccountChange } from './account-change.js';
import { AccountChangeRow } from './account-change.row.js';

/** Where a list goes on: rows older than this one. */
export interface ChangePosition {
  readonly position: string;
}

export class AccountChangeRepository {
  async insert(tx: Tx, { bySubject, requestedBy, roles, reason, ...change }: AccountChange): Promise<void> {
    const optional = { bySubject: bySubject ?? null, requestedBy: requestedBy ?? null, roles: roles ?? null, reason: reason ?? null };
    await entities(tx).insert(AccountChangeRow, { ...change, ...optional, utility: tx.utility });
  }

  /** Newest first, with the place that the next page begins before. */
  async list(
    tx: Tx,
    { userId, before, limit }: { readonly userId: string | undefined; readonly before: string | undefined; readonly limit: number },
  ): Promise<readonly (AccountChange & ChangePosition)[]> {
    const rows = await sql<AccountChangeRow & ChangePosition>(
      tx,
      `select ${columnsOf(AccountChangeRow, 'c')}, c.position::text as position from account_change c
        where c.utility = $1 and ($2::uuid is null or c.user_id = $2) and ($3::bigint is null or c.position < $3)
        order by c.position desc limit $4`,
      [tx.utility, userId ?? null, before ?? null, limit],
    );
    return rows.map(fromRow);
  }
}

const fromRow = ({ utility: _utility, ...row }: AccountChangeRow & ChangePosition): AccountChange & ChangePosition =>
  present({
    ...row,
    bySubject: row.bySubject ?? undefined,
    requestedBy: row.requestedBy ?? undefined,
    roles: row.roles ?? undefined,
    reason: row.reason ?? undefined,
  });
