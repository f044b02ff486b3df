import { present } from '@openprepay/contracts/present';
import { memberText } from '@openprepay/contracts/open-enum';
import { columnsOf, entities, prepared, sql, unnested } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { TelemetryError } from '../telemetry-error.js';
import { JOINED_PROFILE, type JoinedProfile, profileOf } from './joined-profile.js';
import type { MeterIdentity } from './meter.js';
import { MeterRow } from './meter.row.js';
import { revisionOf, type ToldMeter } from './told-meter.js';

export class MeterRepository {
  /**
   * Keeps what vending said last, always in one order; an older message changes nothing.
   * @param told one message of each meter
   * @returns the numbers of those that were not known
   */
  async keep(tx: Tx, told: readonly ToldMeter[]): Promise<readonly string[]> {
    const rows = await prepared<{ readonly meterNumber: string; readonly added: boolean }>(tx, KEEP, [
      tx.utility,
      told.map(({ meterNumber }) => meterNumber),
      told.map(({ meterPan }) => meterPan),
      told.map(({ commodity }) => memberText(commodity)),
      told.map(({ networkNode }) => networkNode ?? null),
      told.map(({ replacedBy }) => replacedBy ?? null),
      told.map(revisionOf),
      told.map(({ changedAt }) => changedAt.toISOString()),
    ]);
    return rows.filter(({ added }) => added).map(({ meterNumber }) => meterNumber);
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

// a row that no transaction has changed yet was added by this statement
const KEEP = `
  insert into meter as known (utility, meter_number, meter_pan, commodity, network_node, replaced_by, revision, changed_at)
  select $1, * from ${unnested(2, 'text', 'text', 'text', 'text', 'text', 'integer', 'timestamptz')}
      as told (meter_number, meter_pan, commodity, network_node, replaced_by, revision, changed_at)
   order by meter_number
  on conflict (utility, meter_number) do update
  set meter_pan = excluded.meter_pan, commodity = excluded.commodity, network_node = excluded.network_node,
      replaced_by = excluded.replaced_by, revision = excluded.revision, changed_at = excluded.changed_at
  where (known.revision, known.changed_at) <= (excluded.revision, excluded.changed_at)
  returning meter_number as "meterNumber", xmax = 0 as added`;

const toIdentity = ({ utility, meterNumber, meterPan }: MeterRow): MeterIdentity => ({ utility, meterNumber, meterPan });
