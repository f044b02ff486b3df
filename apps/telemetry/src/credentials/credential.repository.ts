import { entities, sql } from '@openprepay/persistence/sql';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import { CredentialRow } from './credential.row.js';

export interface NewCredential {
  readonly meterNumber: string;
  readonly passwordHash: Uint8Array;
  readonly createdAt: Date;
}

export interface NewOwner {
  readonly meterNumber: string;
  readonly utility: string;
  readonly at: Date;
}

export interface FormerOwner {
  readonly utility: string;
  readonly hadPassword: boolean;
}

export class CredentialRepository {
  /** Sets a meter's password; nothing changes where another utility holds the number. */
  async replace(tx: Tx, { meterNumber, passwordHash, createdAt }: NewCredential): Promise<'new' | 'replaced' | 'elsewhere'> {
    const values = [meterNumber, tx.utility, Buffer.from(passwordHash), createdAt];
    // Two statements, not an upsert: a conflict with a row that this utility may not see is an error there.
    const inserted = await sql(
      tx,
      `insert into mqtt_credential (meter_number, utility, password_hash, created_at) values ($1, $2, $3, $4)
       on conflict (meter_number) do nothing returning meter_number`,
      values,
    );
    if (inserted.length > 0) return 'new';
    const updated = await sql(
      tx,
      `update mqtt_credential set password_hash = $3, created_at = $4 where meter_number = $1 and utility = $2 returning meter_number`,
      values,
    );
    return updated.length > 0 ? 'replaced' : 'elsewhere';
  }

  /** Takes the password away; a number that was given to this utility stays its own. @returns false where there was none */
  async remove(tx: Tx, meterNumber: string): Promise<boolean> {
    const [row] = await sql<{ readonly removed: boolean }>(
      tx,
      `with kept as (
         update mqtt_credential set password_hash = null
         where meter_number = $1 and utility = $2 and reassigned and password_hash is not null returning 1),
       deleted as (
         delete from mqtt_credential where meter_number = $1 and utility = $2 and not reassigned returning 1)
       select exists (select from kept) or exists (select from deleted) as removed`,
      [meterNumber, tx.utility],
    );
    return row?.removed === true;
  }

  async exists(tx: Tx, meterNumber: string): Promise<boolean> {
    const rows = await sql(tx, 'select 1 from mqtt_credential where meter_number = $1 and utility = $2 and password_hash is not null', [
      meterNumber,
      tx.utility,
    ]);
    return rows.length > 0;
  }

  /** Whoever's it is: the broker asks before anybody knows the utility. */
  async passwordHash(tx: Tx, meterNumber: string): Promise<Uint8Array | undefined> {
    requireAllUtilities(tx);
    const row = await entities(tx).findOneBy(CredentialRow, { meterNumber });
    return row?.passwordHash ?? undefined;
  }

  /**
   * Gives a number to a utility for good, whoever held it; a password that was in force is void.
   *
   * @returns who held it, and whether with a password
   */
  async reassign(tx: Tx, { meterNumber, utility, at }: NewOwner): Promise<FormerOwner | undefined> {
    requireAllUtilities(tx);
    const [former] = await sql<{ readonly utility: string; readonly had_password: boolean }>(
      tx,
      'select utility, password_hash is not null as had_password from mqtt_credential where meter_number = $1 for update',
      [meterNumber],
    );
    await sql(
      tx,
      `insert into mqtt_credential (meter_number, utility, password_hash, created_at, reassigned) values ($1, $2, null, $3, true)
       on conflict (meter_number) do update set utility = excluded.utility, password_hash = null, created_at = excluded.created_at, reassigned = true`,
      [meterNumber, utility, at],
    );
    return former && { utility: former.utility, hadPassword: former.had_password };
  }
}

function requireAllUtilities(tx: Tx): void {
  if (tx.utility !== ALL_UTILITIES) throw new TypeError('credentials are looked up across utilities');
}
