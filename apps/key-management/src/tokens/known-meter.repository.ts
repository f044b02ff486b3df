import { encryptionAlgorithm } from '@openprepay/contracts/wire';
import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { KnownMeterRow } from './known-meter.row.js';
import { type KnownMeter, type MeterDescription, latestOf } from './known-meter.js';

/** Meters as vending describes them, for verifying tokens without being told a meter's key. */
export class KnownMeterRepository {
  /** An older description never overwrites a newer one. */
  async saveAll(tx: Tx, meters: readonly KnownMeter[]): Promise<void> {
    const latest = latestOf(meters);
    if (latest.length === 0) return;
    await sql(
      tx,
      `INSERT INTO known_meter AS known (utility, meter_number, meter_pan, supply_group_code, key_type, key_revision, tariff_index,
         encryption_algorithm, changed_at)
       SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::smallint[], $6::smallint[], $7::text[], $8::text[], $9::timestamptz[])
           AS meter (meter_number, meter_pan, supply_group_code, key_type, key_revision, tariff_index, encryption_algorithm, changed_at)
        ORDER BY meter_number
       ON CONFLICT (utility, meter_number) DO UPDATE SET
         meter_pan = excluded.meter_pan, supply_group_code = excluded.supply_group_code, key_type = excluded.key_type,
         key_revision = excluded.key_revision, tariff_index = excluded.tariff_index,
         encryption_algorithm = excluded.encryption_algorithm, changed_at = excluded.changed_at
       WHERE known.changed_at <= excluded.changed_at`,
      [
        tx.utility,
        latest.map((meter) => meter.meterNumber),
        latest.map((meter) => meter.meterPan),
        latest.map((meter) => meter.supplyGroupCode),
        latest.map((meter) => meter.keyType),
        latest.map((meter) => meter.keyRevision),
        latest.map((meter) => meter.tariffIndex),
        latest.map((meter) => meter.encryptionAlgorithm),
        latest.map((meter) => meter.changedAt.toISOString()),
      ],
    );
  }

  /** Undefined also where its tokens are encrypted by what only a later version knows. */
  async find(tx: Tx, meterNumber: string): Promise<MeterDescription | undefined> {
    const row = await entities(tx).findOneBy(KnownMeterRow, { utility: tx.utility, meterNumber });
    const algorithm = encryptionAlgorithm.safeParse(row?.encryptionAlgorithm);
    return row && algorithm.success ? { ...row, encryptionAlgorithm: algorithm.data } : undefined;
  }
}
