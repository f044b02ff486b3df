import { sql, unnested } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { CHUNK_BYTES, type ImportRun, type ImportState, type Refusal } from './import-run.js';

interface Row extends Omit<ImportRun, 'bytes' | 'position' | 'endedAt'> {
  readonly bytes: string;
  readonly position: string;
  readonly endedAt: Date | null;
}

const COLUMNS = `utility, import_id as "importId", state, columns, bytes, position, skipping, lines, accepted, refused,
  coalesce(currency, '') as currency, created_at as "createdAt", created_by as "createdBy", ended_at as "endedAt"`;

/** How far a run has come. */
export type Progress = Pick<ImportRun, 'position' | 'skipping' | 'lines' | 'accepted' | 'refused'>;

/** Files that come in, the pieces of them that are still to be worked on, and what was refused. */
export class ImportRepository {
  /** @param kind of rows: what the file is of */
  constructor(private readonly kind: string) {}

  async begin(tx: Tx, run: Pick<ImportRun, 'importId' | 'columns' | 'position' | 'currency' | 'createdAt' | 'createdBy'>): Promise<void> {
    await sql(
      tx,
      `insert into import_run (utility, import_id, kind, state, columns, bytes, position, skipping, lines, accepted, refused,
         created_at, created_by, changed_at, currency)
       values ($1, $2, $3, 'receiving', $4, 0, $5, false, 1, 0, 0, $6, $7, $6, $8)`,
      [tx.utility, run.importId, this.kind, run.columns, run.position, run.createdAt, run.createdBy, run.currency],
    );
  }

  /** Keeps the next piece; every one but the last has as many bytes as `CHUNK_BYTES`. */
  async keep(tx: Tx, importId: string, chunk: { readonly nth: number; readonly bytes: Uint8Array; readonly at: Date }): Promise<void> {
    await sql(tx, 'insert into import_chunk values ($1, $2, $3, $4)', [tx.utility, importId, chunk.nth, Buffer.from(chunk.bytes)]);
    await this.change(tx, importId, { state: 'receiving', at: chunk.at });
  }

  /** All of the file is there. */
  async received(tx: Tx, importId: string, { bytes, at }: { readonly bytes: number; readonly at: Date }): Promise<void> {
    await sql(tx, `update import_run set state = 'waiting', bytes = $3, changed_at = $4 where utility = $1 and import_id = $2`, [
      tx.utility,
      importId,
      bytes,
      at,
    ]);
  }

  /** A file that did not come whole was never there. */
  async abandon(tx: Tx, importId: string): Promise<void> {
    await this.forgetChunks(tx, importId, Number.MAX_SAFE_INTEGER);
    await sql(tx, `delete from import_run where utility = $1 and import_id = $2 and state = 'receiving'`, [tx.utility, importId]);
  }

  /** Files of any utility whose sender was not heard of since then. */
  async abandoned(tx: Tx, before: Date): Promise<readonly Pick<ImportRun, 'utility' | 'importId'>[]> {
    return sql(
      tx,
      `select utility, import_id as "importId" from import_run where kind = $1 and state = 'receiving' and changed_at < $2 limit 100`,
      [this.kind, before],
    );
  }

  async find(tx: Tx, importId: string): Promise<ImportRun | undefined> {
    const [row] = await sql<Row>(tx, `select ${COLUMNS} from import_run where utility = $1 and kind = $2 and import_id = $3`, [
      tx.utility,
      this.kind,
      importId,
    ]);
    return row && fromRow(row);
  }

  /** The oldest file that is waiting and that no other process works on, of any utility; locked. */
  async takeNext(tx: Tx): Promise<ImportRun | undefined> {
    const [row] = await sql<Row>(
      tx,
      `select ${COLUMNS} from import_run where kind = $1 and state = 'waiting' order by created_at limit 1 for update skip locked`,
      [this.kind],
    );
    return row && fromRow(row);
  }

  /** What comes next of a file. */
  async window(tx: Tx, { importId, position }: ImportRun): Promise<Uint8Array> {
    const first = Math.floor(position / CHUNK_BYTES);
    const rows = await sql<{ readonly bytes: Buffer }>(
      tx,
      'select bytes from import_chunk where utility = $1 and import_id = $2 and nth between $3 and $3 + 1 order by nth',
      [tx.utility, importId, first],
    );
    return Buffer.concat(rows.map(({ bytes }) => bytes)).subarray(position - first * CHUNK_BYTES);
  }

  /** Says how far the file has come, and lets go of what is behind that. */
  async advance(tx: Tx, importId: string, to: Progress & { readonly done: boolean; readonly at: Date }): Promise<void> {
    await sql(
      tx,
      `update import_run set position = $3, skipping = $4, lines = $5, accepted = $6, refused = $7, changed_at = $8::timestamptz,
         state = case when $9::boolean then 'done' else state end, ended_at = case when $9 then $8 end
       where utility = $1 and import_id = $2`,
      [tx.utility, importId, to.position, to.skipping, to.lines, to.accepted, to.refused, to.at, to.done],
    );
    await this.forgetChunks(tx, importId, to.done ? Number.MAX_SAFE_INTEGER : Math.floor(to.position / CHUNK_BYTES));
  }

  /** @param refusals in the order of their rows */
  async refuse(tx: Tx, importId: string, refusals: readonly Refusal[]): Promise<void> {
    if (refusals.length === 0) return;
    const nths: number[] = [];
    for (const [at, { row }] of refusals.entries()) nths.push(refusals[at - 1]?.row === row ? nths[at - 1]! + 1 : 0);
    await sql(
      tx,
      `insert into import_refusal select $1::text, $2::uuid, * from ${unnested(3, 'int', 'smallint', 'text', 'text', 'text', 'text')}`,
      [
        ...[tx.utility, importId, refusals.map(({ row }) => row), nths, refusals.map(({ column }) => column ?? null)],
        ...[refusals.map(({ code }) => code), refusals.map(({ message }) => message), refusals.map(({ value }) => value)],
      ],
    );
  }

  /** In the order of the file, those after a row. */
  async refusals(
    tx: Tx,
    importId: string,
    { after, limit }: { readonly after: number; readonly limit: number },
  ): Promise<readonly Refusal[]> {
    const rows = await sql<Omit<Refusal, 'column'> & { readonly column: string | null }>(
      tx,
      `select row_number as row, column_name as column, code, message, value from import_refusal
       where utility = $1 and import_id = $2 and row_number > $3 and row_number <= (
         select max(row_number) from (select row_number from import_refusal
           where utility = $1 and import_id = $2 and row_number > $3 order by row_number, nth limit $4) as page)
       order by row_number, nth`,
      [tx.utility, importId, after, limit],
    );
    return rows.map(({ column, ...row }) => ({ ...row, column: column ?? undefined }));
  }

  private async change(tx: Tx, importId: string, { state, at }: { readonly state: ImportState; readonly at: Date }): Promise<void> {
    await sql(tx, 'update import_run set changed_at = $3 where utility = $1 and import_id = $2 and state = $4', [
      tx.utility,
      importId,
      at,
      state,
    ]);
  }

  private async forgetChunks(tx: Tx, importId: string, before: number): Promise<void> {
    await sql(tx, 'delete from import_chunk where utility = $1 and import_id = $2 and nth < $3::bigint', [tx.utility, importId, before]);
  }
}

const fromRow = ({ bytes, position, endedAt, ...row }: Row): ImportRun => ({
  ...row,
  bytes: Number(bytes),
  position: Number(position),
  endedAt: endedAt ?? undefined,
});
