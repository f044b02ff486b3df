import type { BaseDate } from '@openprepay/contracts/wire';
import { sql, thereIs } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { campaignHasSet } from '../campaign-meters/campaign-meter.repository.js';
import { DEFAULT_MODE, type KeyChangeMode } from './key-change-policy.js';
import type { KnownKey } from './known-key.js';

/** That a meter's key is to be left, the key that it is left for, and what the utility wants done about it. */
export interface DueKey {
  readonly keyRevision: number;
  readonly baseDate: BaseDate;
  readonly mode: KeyChangeMode;
}

export class KnownKeyRepository {
  /** An older word than the known one changes nothing. */
  async store(tx: Tx, key: KnownKey): Promise<void> {
    await sql(
      tx,
      `insert into known_key as known (utility, vending_key_id, supply_group_code, key_type, key_revision, base_date, decoder_key_algorithm,
         state, counts_from, expires_at, changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       on conflict (utility, vending_key_id) do update set state = excluded.state, changed_at = excluded.changed_at
       where known.changed_at <= excluded.changed_at`,
      [
        tx.utility,
        ...[key.vendingKeyId, key.supplyGroupCode, key.keyType, key.keyRevision, key.baseDate, key.decoderKeyAlgorithm, key.state],
        ...[key.countsFrom, key.expiresAt, key.changedAt],
      ],
    );
  }

  /** Whether the sale of this meter has to wait for a look at its key. */
  async isDue(tx: Tx, meterNumber: string, at: Date): Promise<boolean> {
    const [row] = await sql<{ readonly keyDue: boolean }>(
      tx,
      `select ${keyDue('m', '$3')} as "keyDue" from meter m where m.utility = $1 and m.meter_number = $2`,
      [tx.utility, meterNumber, at],
    );
    return row?.keyDue === true;
  }

  /** The key that this meter is to have in place of its own; undefined where it is to keep that, or there is no other. */
  async dueFor(tx: Tx, meterNumber: string, at: Date): Promise<DueKey | undefined> {
    const [row] = await sql<DueKey>(
      tx,
      `select n.key_revision as "keyRevision", n.base_date as "baseDate", ${MODE} as mode
         from meter m join known_key k on ${isOf('k', 'm')} and ${isLeaving('k', '$3')}
         cross join lateral (select n.* from known_key n where ${follows('n', 'k', '$3')}
           order by n.base_date desc, n.changed_at desc limit 1) n
        where m.utility = $1 and m.meter_number = $2 limit 1`,
      [tx.utility, meterNumber, at],
    );
    return row;
  }
}

const isOf = (key: string, meter: string): string =>
  `${key}.utility = ${meter}.utility and ${key}.supply_group_code = ${meter}.supply_group_code
   and ${key}.key_type = ${meter}.key_type and ${key}.key_revision = ${meter}.key_revision`;

const isLeaving = (key: string, at: string): string =>
  `(${key}.state = 'retiring' or (${key}.state = 'active' and ${key}.expires_at <= ${at}))`;

const follows = (next: string, key: string, at: string): string =>
  `${next}.utility = ${key}.utility and ${next}.supply_group_code = ${key}.supply_group_code and ${next}.key_type = ${key}.key_type
   and ${next}.key_revision <> ${key}.key_revision and ${next}.decoder_key_algorithm = ${key}.decoder_key_algorithm
   and ${next}.base_date >= ${key}.base_date and ${next}.state = 'active' and ${next}.counts_from <= ${at} and ${next}.expires_at > ${at}`;

const MODE = `coalesce((select p.mode from key_change_policy p where p.utility = k.utility order by p.position desc limit 1), '${DEFAULT_MODE}')`;

/**
 * Whether a meter's key is retiring or has expired, there is another for it, and sales are to do something about it; or a campaign has
 * a set for it. A part of the statement that a sale reads its meter by: of a meter whose key serves, a look into two indexes.
 * @param meter name of its row in the statement
 * @param at now, as SQL
 */
export const keyDue = (meter: string, at: string): string => `
  (${thereIs(`from known_key k where ${isOf('k', meter)} and ${isLeaving('k', at)}
    and ${thereIs(`from known_key n where ${follows('n', 'k', at)}`)} and ${MODE} <> 'campaign-only'`)}
   or ${campaignHasSet(meter, at)})`;
