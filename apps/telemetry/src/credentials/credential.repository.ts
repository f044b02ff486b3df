import { present } from '@openprepay/contracts/present';
import { sql } from '@openprepay/persistence/sql';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import { JOINED_PROFILE, type JoinedProfile, profileOf } from '../meters/joined-profile.js';
import type { DeviceProfile } from '../uplink/device-profile.js';

/** What opens the door: the hash of a password, or the fingerprint of a certificate. */
export type ShownBy = { readonly passwordHash: Uint8Array } | { readonly certificateFingerprint: Uint8Array };

export interface NewCredential {
  readonly meterNumber: string;
  readonly shows: ShownBy;
  /** Code of what the meter speaks: null as this platform does, undefined what it spoke before. */
  readonly deviceProfile: string | null | undefined;
  readonly createdAt: Date;
}

/** What a meter shows to come in, and what it speaks then. */
export interface MeterLogin {
  readonly shows: ShownBy;
  readonly profile?: DeviceProfile;
}

export interface NewOwner {
  readonly meterNumber: string;
  readonly utility: string;
  readonly at: Date;
}

export interface FormerOwner {
  readonly utility: string;
  readonly wasInForce: boolean;
}

/** Whether a meter of the utility $1 could come in: nobody waits for one that may not. @param of a table, or its alias, with meters' numbers */
export const mayCome = (of: string): string =>
  `exists (select from mqtt_credential c where c.utility = $1 and c.meter_number = ${of}.meter_number and c.in_force)`;

export class CredentialRepository {
  /** Sets what a meter shows from here on; nothing changes where another utility holds the number. */
  async replace(tx: Tx, { meterNumber, shows, deviceProfile, createdAt }: NewCredential): Promise<'new' | 'replaced' | 'elsewhere'> {
    const [hash, fingerprint] =
      'passwordHash' in shows ? [Buffer.from(shows.passwordHash), null] : [null, Buffer.from(shows.certificateFingerprint)];
    const values = [meterNumber, tx.utility, hash, createdAt, deviceProfile ?? null, fingerprint];
    // Two statements, not an upsert: a conflict with a row that this utility may not see is an error there.
    const inserted = await sql(
      tx,
      `insert into mqtt_credential (meter_number, utility, password_hash, created_at, device_profile, certificate_fingerprint)
       values ($1, $2, $3, $4, $5, $6)
       on conflict (meter_number) do nothing returning meter_number`,
      values,
    );
    if (inserted.length > 0) return 'new';
    const updated = await sql(
      tx,
      `update mqtt_credential set password_hash = $3, certificate_fingerprint = $6, created_at = $4,
         device_profile = case when $7 then $5 else device_profile end
       where meter_number = $1 and utility = $2 returning meter_number`,
      [...values, deviceProfile !== undefined],
    );
    return updated.length > 0 ? 'replaced' : 'elsewhere';
  }

  /** Takes away what the meter shows; a number that was given to this utility stays its own. @returns false where there was none */
  async remove(tx: Tx, meterNumber: string): Promise<boolean> {
    const [row] = await sql<{ readonly removed: boolean }>(
      tx,
      `with kept as (
         update mqtt_credential set password_hash = null, certificate_fingerprint = null
         where meter_number = $1 and utility = $2 and reassigned and in_force returning 1),
       deleted as (
         delete from mqtt_credential where meter_number = $1 and utility = $2 and not reassigned returning 1)
       select exists (select from kept) or exists (select from deleted) as removed`,
      [meterNumber, tx.utility],
    );
    return row?.removed === true;
  }

  async exists(tx: Tx, meterNumber: string): Promise<boolean> {
    const rows = await sql(tx, 'select 1 from mqtt_credential where meter_number = $1 and utility = $2 and in_force', [
      meterNumber,
      tx.utility,
    ]);
    return rows.length > 0;
  }

  /** Whoever's it is: the broker asks before anybody knows the utility. */
  async login(tx: Tx, meterNumber: string): Promise<MeterLogin | undefined> {
    requireAllUtilities(tx);
    const [row] = await sql<StoredLogin>(
      tx,
      `select password_hash, certificate_fingerprint, ${JOINED_PROFILE} from mqtt_credential as credential where meter_number = $1 and in_force`,
      [meterNumber],
    );
    return row && present({ shows: shownBy(row), profile: profileOf(row.profile) });
  }

  /** What a meter of this utility speaks. @returns undefined as this platform does */
  async profile(tx: Tx, meterNumber: string): Promise<DeviceProfile | undefined> {
    const [row] = await sql<{ readonly profile: JoinedProfile | null }>(
      tx,
      `select ${JOINED_PROFILE} from mqtt_credential as credential where meter_number = $1 and utility = $2`,
      [meterNumber, tx.utility],
    );
    return profileOf(row?.profile ?? null);
  }

  /**
   * Gives a number to a utility for good, whoever held it; what was in force is void.
   *
   * @returns who held it, and whether a meter could come in
   */
  async reassign(tx: Tx, { meterNumber, utility, at }: NewOwner): Promise<FormerOwner | undefined> {
    requireAllUtilities(tx);
    const [former] = await sql<{ readonly utility: string; readonly in_force: boolean }>(
      tx,
      'select utility, in_force from mqtt_credential where meter_number = $1 for update',
      [meterNumber],
    );
    await sql(
      tx,
      `insert into mqtt_credential (meter_number, utility, password_hash, created_at, reassigned) values ($1, $2, null, $3, true)
       on conflict (meter_number) do update set utility = excluded.utility, password_hash = null, certificate_fingerprint = null,
         created_at = excluded.created_at, reassigned = true, device_profile = null`,
      [meterNumber, utility, at],
    );
    return former && { utility: former.utility, wasInForce: former.in_force };
  }
}

interface StoredLogin {
  readonly password_hash: Buffer | null;
  readonly certificate_fingerprint: Buffer | null;
  readonly profile: JoinedProfile | null;
}

/** One of the two is there, or the row would not be in force. */
const shownBy = ({ password_hash: passwordHash, certificate_fingerprint: certificateFingerprint }: StoredLogin): ShownBy =>
  passwordHash === null ? { certificateFingerprint: certificateFingerprint! } : { passwordHash };

function requireAllUtilities(tx: Tx): void {
  if (tx.utility !== ALL_UTILITIES) throw new TypeError('credentials are looked up across utilities');
}
