import { columnsOf, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { vendingKeyFromRow } from '../vending-keys/vending-key.repository.js';
import { VendingKeyRow } from '../vending-keys/vending-key.row.js';
import type { VendingKey } from '../vending-keys/vending-key.js';
import type { ExpiryKind } from './expiry.js';

/** Keys of a utility that are in use: a few of each supply group. */
const MAX_KEYS = 10_000;

/** A warning that has been given. */
export interface ExpiryWarning {
  readonly vendingKeyId: string;
  readonly what: ExpiryKind;
  readonly daysAhead: number;
  readonly at: Date;
  readonly toldAt: Date;
}

export class ExpiryRepository {
  /** Utilities that have a key in use; for a transaction over all of them. */
  async utilities(tx: Tx): Promise<readonly string[]> {
    const rows = await sql<{ readonly utility: string }>(
      tx,
      `select distinct utility from vending_key where state in ('active', 'retiring') order by utility`,
    );
    return rows.map(({ utility }) => utility);
  }

  async keysInUse(tx: Tx): Promise<readonly VendingKey[]> {
    const rows = await sql<VendingKeyRow>(
      tx,
      `select ${columnsOf(VendingKeyRow, 'k')} from vending_key k
        where k.utility = $1 and k.state in ('active', 'retiring') order by k.id limit ${MAX_KEYS}`,
      [tx.utility],
    );
    return rows.map(vendingKeyFromRow);
  }

  /** How many meters are on each of these keys, by its id, as far as vending has told. */
  async metersOf(tx: Tx, vendingKeyIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (vendingKeyIds.length === 0) return new Map();
    const rows = await sql<{ readonly id: string; readonly meters: number }>(
      tx,
      `select k.id, (select count(*) from known_meter m where m.utility = k.utility and m.supply_group_code = k.supply_group_code
                       and m.key_type = k.key_type and m.key_revision = k.key_revision)::integer as meters
         from vending_key k where k.utility = $1 and k.id = any($2::uuid[])`,
      [tx.utility, vendingKeyIds],
    );
    return new Map(rows.map(({ id, meters }) => [id, meters]));
  }

  /** Notes that a warning is given. False where it has been before. */
  async note(tx: Tx, { vendingKeyId, what, daysAhead, at, toldAt }: ExpiryWarning): Promise<boolean> {
    const rows = await sql(
      tx,
      `insert into expiry_warning (utility, vending_key_id, what, days_ahead, at, told_at) values ($1, $2, $3, $4, $5, $6)
       on conflict do nothing returning 1`,
      [tx.utility, vendingKeyId, what, daysAhead, at, toldAt],
    );
    return rows.length === 1;
  }
}
