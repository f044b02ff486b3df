import { present } from '@openprepay/contracts/present';
import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { LessThan } from 'typeorm';
import type { FaultReport } from './fault-report.js';
import { FaultReportRow } from './fault-report.row.js';

export interface FaultReportFilter {
  readonly meterNumber: string | undefined;
  readonly before: string | undefined;
  readonly limit: number;
}

export class FaultReportRepository {
  /** The report as it is kept: of a message that has come before, the first one. */
  async keep(tx: Tx, report: FaultReport): Promise<FaultReport> {
    await sql(
      tx,
      `insert into fault_report (utility, report_id, vendor_id, door, reference, kind, description, meter_number, customer, reported_by, reported_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10, $11) on conflict on constraint fault_report_once do nothing`,
      [
        ...[tx.utility, report.reportId, report.vendorId, report.door, report.reference, report.kind, report.description ?? null],
        ...[report.meterNumber ?? null, report.customer ? JSON.stringify(report.customer) : null, report.reportedBy, report.reportedAt],
      ],
    );
    const { vendorId, door, reference } = report;
    return fromRow(await entities(tx).findOneByOrFail(FaultReportRow, { utility: tx.utility, vendorId, door, reference }));
  }

  /** Newest first: ids are made in the order of reporting. */
  async list(tx: Tx, { meterNumber, before, limit }: FaultReportFilter): Promise<readonly FaultReport[]> {
    const rows = await entities(tx).find(FaultReportRow, {
      where: present({ utility: tx.utility, meterNumber, reportId: before === undefined ? undefined : LessThan(before) }),
      order: { reportId: 'DESC' },
      take: limit,
    });
    return rows.map(fromRow);
  }
}

const fromRow = ({ utility: _utility, description, meterNumber, customer, door, ...row }: FaultReportRow): FaultReport => ({
  ...row,
  door: door as FaultReport['door'],
  description: description ?? undefined,
  meterNumber: meterNumber ?? undefined,
  customer: customer ?? undefined,
});
