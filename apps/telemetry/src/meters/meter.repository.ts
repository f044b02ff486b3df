import type { EventData } from '@openprepay/contracts/event';
import { memberText } from '@openprepay/contracts/open-enum';
import type { MeterChanged } from '@openprepay/contracts/vending';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';

/** Who a meter number belongs to, as the ingest path needs it. */
export interface MeterIdentity {
  readonly utility: string;
  readonly meterNumber: string;
  readonly meterPan: string;
}

interface MeterRow {
  readonly utility: string;
  readonly meter_number: string;
  readonly meter_pan: string;
}

export class MeterRepository {
  /** Keeps what vending said last; an older message changes nothing. */
  async upsert(tx: Tx, meter: EventData<typeof MeterChanged>): Promise<void> {
    await sql(
      tx,
      `insert into meter (utility, meter_number, meter_pan, commodity, changed_at) values ($1, $2, $3, $4, $5)
       on conflict (utility, meter_number) do update
       set meter_pan = excluded.meter_pan, commodity = excluded.commodity, changed_at = excluded.changed_at
       where meter.changed_at <= excluded.changed_at`,
      [tx.utility, meter.meterNumber, meter.meterPan, memberText(meter.commodity), meter.changedAt],
    );
  }

  async find(tx: Tx, meterNumber: string): Promise<MeterIdentity | undefined> {
    const [row] = await sql<MeterRow>(tx, 'select utility, meter_number, meter_pan from meter where utility = $1 and meter_number = $2', [
      tx.utility,
      meterNumber,
    ]);
    return row && fromRow(row);
  }

  async findMany(tx: Tx, meterNumbers: readonly string[]): Promise<readonly MeterIdentity[]> {
    const rows = await sql<MeterRow>(
      tx,
      'select utility, meter_number, meter_pan from meter where utility = $1 and meter_number = any($2)',
      [tx.utility, meterNumbers],
    );
    return rows.map(fromRow);
  }

  /** The owners of these numbers: the utility that holds their credentials. For system work across utilities. */
  async findOwners(tx: Tx, meterNumbers: readonly string[]): Promise<readonly MeterIdentity[]> {
    const rows = await sql<MeterRow>(
      tx,
      `select meter.utility, meter.meter_number, meter.meter_pan
       from meter join mqtt_credential using (utility, meter_number) where meter.meter_number = any($1)`,
      [meterNumbers],
    );
    return rows.map(fromRow);
  }
}

const fromRow = (row: MeterRow): MeterIdentity => ({
  utility: row.utility,
  meterNumber: row.meter_number,
  meterPan: row.meter_pan,
});
