import { present } from '@openprepay/contracts/present';
import { columnsOf, entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { DeviceProfile } from '../uplink/device-profile.js';
import { DeviceProfileRow } from './device-profile.row.js';

export interface KeptProfile extends DeviceProfile {
  readonly createdBy: string;
  readonly createdAt: Date;
}

export type ProfileMapping = Pick<DeviceProfile, 'registers' | 'credit' | 'timeZone'>;

export interface ProfileFilter {
  readonly after: string | undefined;
  readonly limit: number;
}

export class DeviceProfileRepository {
  /** @returns false where the utility has one of that code */
  async insert(tx: Tx, { code, dialect, topicPattern, registers, credit, timeZone, createdBy, createdAt }: KeptProfile): Promise<boolean> {
    const rows = await sql(
      tx,
      `insert into device_profile (utility, code, dialect, topic_pattern, registers, credit, time_zone, created_by, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (utility, code) do nothing returning code`,
      [tx.utility, code, dialect, topicPattern, JSON.stringify(registers), json(credit), timeZone, createdBy, createdAt],
    );
    return rows.length > 0;
  }

  /** @returns undefined where the utility has none of that code */
  async mend(tx: Tx, code: string, { registers, credit, timeZone }: ProfileMapping): Promise<KeptProfile | undefined> {
    await sql(tx, 'update device_profile set registers = $3, credit = $4, time_zone = $5 where utility = $1 and code = $2', [
      tx.utility,
      code,
      JSON.stringify(registers),
      json(credit),
      timeZone,
    ]);
    return this.find(tx, code);
  }

  async find(tx: Tx, code: string): Promise<KeptProfile | undefined> {
    const row = await entities(tx).findOneBy(DeviceProfileRow, { utility: tx.utility, code });
    return row ? fromRow(row) : undefined;
  }

  async count(tx: Tx): Promise<number> {
    return entities(tx).countBy(DeviceProfileRow, { utility: tx.utility });
  }

  /** By their code. */
  async list(tx: Tx, { after, limit }: ProfileFilter): Promise<readonly KeptProfile[]> {
    const rows = await sql<DeviceProfileRow>(
      tx,
      `select ${columnsOf(DeviceProfileRow, 'profile')} from device_profile as profile
       where profile.utility = $1 and ($2::text is null or profile.code > $2) order by profile.code limit $3`,
      [tx.utility, after ?? null, limit],
    );
    return rows.map(fromRow);
  }

  /** Another text whenever any profile is made or mended, whoever's it is. For system work across utilities. */
  async version(tx: Tx): Promise<string> {
    const [row] = await sql<{ readonly version: string | null }>(
      tx,
      `select md5(string_agg(profile::text, '' order by utility, code)) as version from device_profile as profile`,
    );
    return row?.version ?? '';
  }

  /** What is spoken on which topics, whoever's it is. For system work across utilities. */
  async spoken(tx: Tx): Promise<readonly Pick<DeviceProfile, 'dialect' | 'topicPattern'>[]> {
    const rows = await sql<{ readonly dialect: DeviceProfile['dialect']; readonly topic_pattern: string }>(
      tx,
      'select distinct dialect, topic_pattern from device_profile',
    );
    return rows.map(({ dialect, topic_pattern }) => ({ dialect, topicPattern: topic_pattern }));
  }
}

const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));

const fromRow = ({ utility: _utility, credit, ...row }: DeviceProfileRow): KeptProfile => present({ ...row, credit: credit ?? undefined });
