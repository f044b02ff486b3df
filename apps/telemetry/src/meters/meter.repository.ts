import type { EventData } from '@openprepay/contracts/event';
import { present } from '@openprepay/contracts/present';
import { memberText } from '@openprepay/contracts/open-enum';
import type { MeterChanged } from '@openprepay/contracts/vending';
import { columnsOf, entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { TelemetryError } from '../telemetry-error.js';
import { JOINED_PROFILE, type JoinedProfile, profileOf } from './joined-profile.js';
import type { MeterIdentity } from './meter.js';
import { MeterRow } from './meter.row.js';

export class MeterRepository {
  /** Keeps what vending said last; an older message changes nothing. */
  async upsert(tx: Tx, meter: EventData<typeof MeterChanged>): Promise<void> {
    await sql(
      tx,
      `insert into meter as known (utility, meter_number, meter_pan, commodity, network_node, replaced_by, revision, changed_at)
       values ($1, $2, $3, $4, $7, $8, $5, $6)
       on conflict (utility, meter_number) do update
       set meter_pan = excluded.meter_pan, commodity = excluded.commodity, network_node = excluded.network_node,
           replaced_by = excluded.replaced_by, revision = excluded.revision, changed_at = excluded.changed_at
       where (known.revision, known.changed_at) <= (excluded.revision, excluded.changed_at)`,
      [
        tx.utility,
        meter.meterNumber,
        meter.meterPan,
        memberText(meter.commodity),
        meter.revision ?? 0,
        meter.changedAt,
        meter.networkNode ?? null,
        meter.replacedBy ?? null,
      ],
    );
  }

  async find(tx: Tx, meterNumber: string): Promise<MeterIdentity | undefined> {
    const row = await entities(tx).findOneBy(MeterRow, { utility: tx.utility, meterNumber });
    return row ? toIdentity(row) : undefined;
  }

  /** @throws {TelemetryError} `telemetry.meter_unknown` */
  async require(tx: Tx, meterNumber: string): Promise<MeterIdentity> {
    const meter = await this.find(tx, meterNumber);
    if (!meter) throw new TelemetryError('telemetry.meter_unknown', 'this utility has no such meter');
    return meter;
  }

  /** @returns whether another meter has taken its place, which cannot change before the transaction ends */
  async isReplaced(tx: Tx, meterNumber: string): Promise<boolean> {
    const rows = await sql<{ readonly replacedBy: string | null }>(
      tx,
      'select replaced_by as "replacedBy" from meter where utility = $1 and meter_number = $2 for share',
      [tx.utility, meterNumber],
    );
    return rows.some(({ replacedBy }) => replacedBy !== null);
  }

  async findMany(tx: Tx, meterNumbers: readonly string[]): Promise<readonly MeterIdentity[]> {
    const rows = await sql<MeterRow>(
      tx,
      `select ${columnsOf(MeterRow, 'meter')} from meter where meter.utility = $1 and meter.meter_number = any($2)`,
      [tx.utility, meterNumbers],
    );
    return rows.map(toIdentity);
  }

  /** For system work across utilities. */
  async isOnBooksOf(tx: Tx, utility: string, meterNumber: string): Promise<boolean> {
    return entities(tx).existsBy(MeterRow, { utility, meterNumber });
  }

  /** The owners of these numbers: the utility that holds their credentials. For system work across utilities. */
  async findOwners(tx: Tx, meterNumbers: readonly string[]): Promise<readonly MeterIdentity[]> {
    const rows = await sql<MeterRow & { readonly profile: JoinedProfile | null }>(
      tx,
      `select ${columnsOf(MeterRow, 'meter')}, ${JOINED_PROFILE}
       from meter join mqtt_credential as credential using (utility, meter_number)
       where meter.meter_number = any($1) and credential.in_force`,
      [meterNumbers],
    );
    return rows.map((row) => present({ ...toIdentity(row), profile: profileOf(row.profile) }));
  }
}

const toIdentity = ({ utility, meterNumber, meterPan }: MeterRow): MeterIdentity => ({ utility, meterNumber, meterPan });
