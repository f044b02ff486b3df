import { columnsOf, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { Contradiction } from './contradiction.js';
import { ReadingConflictRow } from './reading-conflict.row.js';

/** Where a page goes on: the newest come first, and several may have come in one message. */
export type ContradictionPlace = readonly [receivedAt: string, register: string, ts: string, value: string];

export interface ContradictionFilter {
  readonly meterNumber: string;
  readonly register: string | undefined;
  readonly before: ContradictionPlace | undefined;
  readonly limit: number;
}

export class ContradictionRepository {
  async list(tx: Tx, { meterNumber, register, before, limit }: ContradictionFilter): Promise<readonly Contradiction[]> {
    const rows = await sql<ReadingConflictRow>(
      tx,
      `select ${columnsOf(ReadingConflictRow, 'conflict')} from reading_conflict as conflict
       where utility = $1 and meter_number = $2 and ($3::text is null or register = $3)
         and ($4::timestamptz is null or (received_at, register, ts, value) < ($4, $5::text, $6::timestamptz, $7::numeric))
       order by received_at desc, register desc, ts desc, value desc limit $8`,
      [tx.utility, meterNumber, register ?? null, ...(before ?? [null, null, null, null]), limit],
    );
    return rows.map(({ utility: _utility, meterNumber: _meterNumber, ...contradiction }) => contradiction);
  }
}
