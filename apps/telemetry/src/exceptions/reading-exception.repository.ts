import { present } from '@openprepay/contracts/present';
import type { ExceptionKind } from '@openprepay/contracts/http/telemetry-exceptions';
import { columnsOf, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { ExceptionState, ReadingException, Resolution } from './reading-exception.js';
import { ReadingExceptionRow } from './reading-exception.row.js';

export interface ExceptionFilter {
  readonly meterNumber?: string | undefined;
  readonly kind?: ExceptionKind | undefined;
  readonly state?: ExceptionState | undefined;
  readonly before?: readonly [foundAt: string, exceptionId: string] | undefined;
  readonly limit: number;
}

/** As the index of the open ones has it. */
const IN_STATE: Readonly<Record<ExceptionState, string>> = {
  open: `and state = 'open'`,
  resolved: `and state = 'resolved'`,
  ended: `and state = 'ended'`,
};

export class ReadingExceptionRepository {
  /** Newest first. */
  async list(tx: Tx, { meterNumber, kind, state, before, limit }: ExceptionFilter): Promise<readonly ReadingException[]> {
    const rows = await sql<ReadingExceptionRow>(
      tx,
      `select ${columnsOf(ReadingExceptionRow, 'e')} from reading_exception as e
       where utility = $1 and ($2::text is null or meter_number = $2) and ($3::text is null or kind = $3) ${state === undefined ? '' : IN_STATE[state]}
         and ($4::timestamptz is null or (found_at, exception_id) < ($4, $5::uuid))
       order by found_at desc, exception_id desc limit $6`,
      [tx.utility, meterNumber ?? null, kind ?? null, before?.[0] ?? null, before?.[1] ?? null, limit],
    );
    return rows.map(fromRow);
  }

  async lock(tx: Tx, exceptionId: string): Promise<ReadingException | undefined> {
    const [row] = await sql<ReadingExceptionRow>(
      tx,
      `select ${columnsOf(ReadingExceptionRow, 'e')} from reading_exception as e where utility = $1 and exception_id = $2 for update`,
      [tx.utility, exceptionId],
    );
    return row && fromRow(row);
  }

  /** Says what was made of it, there and where its points are judged. */
  async resolve(tx: Tx, { exceptionId }: ReadingException, { decision, value, reason, resolvedBy, resolvedAt }: Resolution): Promise<void> {
    await sql(
      tx,
      `with resolved as (
         update reading_exception
         set state = 'resolved', decision = $3, decided_value = $4, reason = $5, resolved_by = $6, resolved_at = $7
         where utility = $1 and exception_id = $2 returning *)
       insert into reading_ruling (exception_id, utility, meter_number, register, kind, ts, hour, decision, value, reason, ruled_by, ruled_at)
       select exception_id, utility, meter_number, register, kind, ts, hour, decision, decided_value, reason, resolved_by, resolved_at from resolved`,
      [tx.utility, exceptionId, decision, value ?? null, reason, resolvedBy, resolvedAt],
    );
  }
}

const fromRow = (row: ReadingExceptionRow): ReadingException => {
  const { utility: _utility, keyAt: _keyAt, until, value, other, decision, decidedValue, reason, resolvedBy, resolvedAt, ...rest } = row;
  const resolution =
    decision === null || reason === null || resolvedBy === null || resolvedAt === null
      ? undefined
      : { decision, value: decidedValue ?? undefined, reason, resolvedBy, resolvedAt };
  return present({ ...rest, until: until ?? undefined, value: value ?? undefined, other: other ?? undefined, resolution });
};
