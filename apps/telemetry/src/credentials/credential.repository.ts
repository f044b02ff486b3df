import { entities, sql } from '@openprepay/persistence/sql';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import { CredentialRow } from './credential.row.js';

export interface NewCredential {
  readonly meterNumber: string;
  readonly passwordHash: Uint8Array;
  readonly createdAt: Date;
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

  async remove(tx: Tx, meterNumber: string): Promise<boolean> {
    const { affected } = await entities(tx).delete(CredentialRow, { meterNumber, utility: tx.utility });
    return affected === 1;
  }

  async exists(tx: Tx, meterNumber: string): Promise<boolean> {
    return entities(tx).existsBy(CredentialRow, { meterNumber, utility: tx.utility });
  }

  /** Whoever's it is: the broker asks before anybody knows the utility. */
  async passwordHash(tx: Tx, meterNumber: string): Promise<Uint8Array | undefined> {
    if (tx.utility !== ALL_UTILITIES) throw new TypeError('credentials are looked up across utilities');
    const row = await entities(tx).findOneBy(CredentialRow, { meterNumber });
    return row?.passwordHash;
  }
}
