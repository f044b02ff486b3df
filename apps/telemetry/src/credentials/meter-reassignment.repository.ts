import { present } from '@openprepay/contracts/present';
import { columnsOf, entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { MeterReassignment } from './meter-reassignment.js';
import { MeterReassignmentRow } from './meter-reassignment.row.js';

export interface ReassignmentFilter {
  readonly meterNumber: string;
  readonly before: readonly [at: string, id: string] | undefined;
  readonly limit: number;
}

/** For system work across utilities. */
export class MeterReassignmentRepository {
  async insert(tx: Tx, { formerUtility, reason, ...reassignment }: MeterReassignment): Promise<void> {
    await entities(tx).insert(MeterReassignmentRow, { ...reassignment, formerUtility: formerUtility ?? null, reason: reason ?? null });
  }

  /** Newest first. */
  async list(tx: Tx, { meterNumber, before, limit }: ReassignmentFilter): Promise<readonly MeterReassignment[]> {
    const rows = await sql<MeterReassignmentRow>(
      tx,
      `select ${columnsOf(MeterReassignmentRow, 'reassignment')} from meter_reassignment as reassignment
       where meter_number = $1 and ($2::timestamptz is null or (reassigned_at, reassignment_id) < ($2, $3::uuid))
       order by reassigned_at desc, reassignment_id desc limit $4`,
      [meterNumber, before?.[0] ?? null, before?.[1] ?? null, limit],
    );
    return rows.map(({ formerUtility, reason, ...row }) =>
      present({ ...row, formerUtility: formerUtility ?? undefined, reason: reason ?? undefined }),
    );
  }
}
