import { columnNamesOf, sql, unnested } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { IssuedSet, KeyChange } from './key-change.js';
import { toRow } from './key-change-mapping.js';
import { KeyChangeRow } from './key-change.row.js';

/** A key change that has its set, or none for good. */
export interface IssuedChange {
  readonly keyChangeId: string;
  readonly issued: IssuedSet;
}
export interface FailedChange {
  readonly keyChangeId: string;
  readonly failure: { readonly code: string; readonly reason: string };
}

/** The steps that many key changes take together, each in one statement; of those that `KeyChangeRepository.lockAll` gave. */
export class KeyChangeStepsRepository {
  /** Of meters that have none which is open. */
  async insertAll(tx: Tx, changes: readonly KeyChange[]): Promise<void> {
    const rows = changes.map((change) => toRow(tx, change));
    const record = rows.map((row) =>
      Object.fromEntries(COLUMNS.map(({ property, column }) => [column, row[property as keyof KeyChangeRow]])),
    );
    await sql(
      tx,
      `insert into key_change (${COLUMN_LIST}) select ${COLUMN_LIST} from jsonb_populate_recordset(null::key_change, $1::jsonb)`,
      [JSON.stringify(record)],
    );
  }

  async issueAll(tx: Tx, issued: readonly IssuedChange[]): Promise<void> {
    await sql(
      tx,
      `update key_change c set state = 'issued', tokens = t.tokens, rollover = t.rollover, sample_tables = t.sample_tables, issued_at = t.at
         from ${unnested(2, 'uuid', 'jsonb', 'boolean', 'boolean', 'timestamptz')} as t (id, tokens, rollover, sample_tables, at)
        where c.utility = $1 and c.key_change_id = t.id`,
      [
        tx.utility,
        issued.map(({ keyChangeId }) => keyChangeId),
        issued.map(({ issued: { tokens } }) => JSON.stringify(tokens)),
        issued.map(({ issued: { rollover } }) => rollover),
        issued.map(({ issued: { sampleTables } }) => sampleTables),
        issued.map(({ issued: { at } }) => at.toISOString()),
      ],
    );
  }

  async failAll(tx: Tx, failed: readonly FailedChange[], at: Date): Promise<void> {
    await sql(
      tx,
      `update key_change c set state = 'failed', failure_code = t.code, failure_reason = t.reason, ended_at = $5
         from ${unnested(2, 'uuid', 'text', 'text')} as t (id, code, reason) where c.utility = $1 and c.key_change_id = t.id`,
      [
        tx.utility,
        failed.map(({ keyChangeId }) => keyChangeId),
        failed.map(({ failure: { code } }) => code),
        failed.map(({ failure: { reason } }) => reason),
        at,
      ],
    );
  }

  async confirmAll(tx: Tx, ids: readonly string[], { at, remark }: { readonly at: Date; readonly remark: string }): Promise<void> {
    await sql(
      tx,
      `update key_change set state = 'confirmed', ended_at = $3, remark = $4 where utility = $1 and key_change_id = any($2::uuid[])`,
      [tx.utility, ids, at, remark],
    );
  }
}

const COLUMNS = columnNamesOf(KeyChangeRow);
const COLUMN_LIST = COLUMNS.map(({ column }) => column).join(', ');
