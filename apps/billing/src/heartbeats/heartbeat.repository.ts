import type { Commodity } from '@openprepay/contracts/wire';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnconfirmedVersion } from './heartbeat.js';

export interface DueHeartbeat {
  readonly utility: string;
  /** By the database's clock, which all instances share. */
  readonly asOf: Date;
}

export class HeartbeatRepository {
  /** Takes the heartbeats that are due, each for one instance alone. Of all utilities. */
  async takeDue(tx: Tx, everyMs: number): Promise<readonly DueHeartbeat[]> {
    return sql<DueHeartbeat>(
      tx,
      `insert into pricing_heartbeat as known (utility, beat_at)
       select distinct t.utility, clock_timestamp() from tariff t where t.latest_version > 0
         and not exists (select 1 from pricing_heartbeat h where h.utility = t.utility and h.beat_at > clock_timestamp() - $1 * interval '1 ms')
       order by t.utility
       on conflict (utility) do update set beat_at = excluded.beat_at where known.beat_at <= clock_timestamp() - $1 * interval '1 ms'
       returning utility, beat_at as "asOf"`,
      [everyMs],
    );
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
