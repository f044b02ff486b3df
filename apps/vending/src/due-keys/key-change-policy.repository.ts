import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { Person } from '../person.js';
import { DEFAULT_MODE, type KeyChangePolicy } from './key-change-policy.js';
import { KeyChangePolicyRow } from './key-change-policy.row.js';

export interface KeyChangePolicyChange {
  readonly policy: KeyChangePolicy;
  readonly changedBy: Person;
  readonly changedAt: Date;
}

/** What utilities have said of due keys. Only ever added to: who said what when stays. */
export class KeyChangePolicyRepository {
  async current(tx: Tx): Promise<KeyChangePolicy> {
    const [row] = await entities(tx).find(KeyChangePolicyRow, { where: { utility: tx.utility }, order: { position: 'DESC' }, take: 1 });
    return { mode: row?.mode ?? DEFAULT_MODE };
  }

  async add(tx: Tx, { policy, changedBy, changedAt }: KeyChangePolicyChange): Promise<void> {
    await sql(tx, `select pg_advisory_xact_lock(hashtextextended('key-change-policy ' || $1, 0))`, [tx.utility]);
    await sql(
      tx,
      `insert into key_change_policy (utility, position, mode, changed_by_subject, changed_by_username, changed_at)
       select $1, coalesce(max(position), 0) + 1, $2, $3, $4, $5 from key_change_policy where utility = $1`,
      [tx.utility, policy.mode, changedBy.subject, changedBy.username, changedAt],
    );
  }
}
