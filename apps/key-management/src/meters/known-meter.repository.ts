import { encryptionAlgorithm } from '@openprepay/contracts/wire';
import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { KnownMeterRow } from './known-meter.row.js';
import type { KnownMeter, MeterDescription } from './known-meter.js';

/** Meters as vending describes them, for verifying tokens without being told a meter's key. */
export class KnownMeterRepository {
  /** One description of each meter; an older one never overwrites a newer one. */
  async saveAll(tx: Tx, meters: readonly KnownMeter[]): Promise<void> {
    if (meters.length === 0) return;
    await sql(
      tx,
      `insert into known_meter as known (utility, meter_number, meter_pan, supply_group_code, key_type, key_revision, tariff_index,
         encryption_algorithm, revision, changed_at)
       select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::smallint[], $6::smallint[], $7::text[], $8::text[],
             $9::integer[], $10::timestamptz[])
           as meter (meter_number, meter_pan, supply_group_code, key_type, key_revision, tariff_index, encryption_algorithm,
             revision, changed_at)
        order by meter_number
       on conflict (utility, meter_number) do update set
         meter_pan = excluded.meter_pan, supply_group_code = excluded.supply_group_code, key_type = excluded.key_type,
         key_revision = excluded.key_revision, tariff_index = excluded.tariff_index,
         encryption_algorithm = excluded.encryption_algorithm, revision = excluded.revision, changed_at = excluded.changed_at
       where (known.revision, known.changed_at) <= (excluded.revision, excluded.changed_at)`,
      [
        tx.utility,
        meters.map((meter) => meter.meterNumber),
        meters.map((meter) => meter.meterPan),
        meters.map((meter) => meter.supplyGroupCode),
        meters.map((meter) => meter.keyType),
        meters.map((meter) => meter.keyRevision),
        meters.map((meter) => meter.tariffIndex),
        meters.map((meter) => meter.encryptionAlgorithm),
        meters.map((meter) => meter.revision),
        meters.map((meter) => meter.changedAt.toISOString()),
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
