import type { Commodity } from '@openprepay/contracts/wire';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnconfirmedVersion } from './heartbeat.js';

export class HeartbeatRepository {
  /** Utilities with a tariff whose heartbeat is due. For system work across utilities. */
  async utilitiesWithDue(tx: Tx, everyMs: number): Promise<readonly string[]> {
    const rows = await sql<{ readonly utility: string }>(
      tx,
      `select distinct t.utility from tariff t where t.latest_version > 0
         and not exists (select 1 from pricing_heartbeat h where h.utility = t.utility and h.beat_at > clock_timestamp() - $1 * interval '1 ms')
       order by t.utility`,
      [everyMs],
    );
    return rows.map(({ utility }) => utility);
  }

  /**
   * Takes the utility's heartbeat, for one instance alone.
   *
   * @returns as of when it is, by the database's clock, which all instances share; undefined where another has taken it
   */
  async take(tx: Tx, everyMs: number): Promise<Date | undefined> {
    const [taken] = await sql<{ readonly asOf: Date }>(
      tx,
      `insert into pricing_heartbeat as known (utility, beat_at) values ($1, clock_timestamp())
       on conflict (utility) do update set beat_at = excluded.beat_at where known.beat_at <= clock_timestamp() - $2 * interval '1 ms'
       returning beat_at as "asOf"`,
      [tx.utility, everyMs],
    );
    return taken?.asOf;
  }

  /** Versions that vending has not said to have, at most `limit`, the first to begin first. */
  async unconfirmed(tx: Tx, limit: number): Promise<readonly UnconfirmedVersion[]> {
    return sql<UnconfirmedVersion>(
      tx,
      `select v.code as "tariffCode", v.version, v.valid_from as "validFrom" from tariff_version v
        where v.utility = $1 and not exists (
          select 1 from tariff_application a where a.utility = v.utility and a.code = v.code and a.version = v.version)
        order by v.valid_from, v.code, v.version limit $2`,
      [tx.utility, limit],
    );
  }

  async defaults(tx: Tx): Promise<readonly { readonly commodity: Commodity; readonly revision: number }[]> {
    return sql(tx, 'select commodity, revision from default_tariff where utility = $1 order by commodity', [tx.utility]);
  }
}
