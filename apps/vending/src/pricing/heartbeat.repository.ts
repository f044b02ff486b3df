import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { Heartbeat, NamedVersion } from './heartbeat.js';

export interface KeptHeartbeat extends Pick<Heartbeat, 'asOf' | 'completeUntil' | 'defaults'> {
  readonly missing: readonly NamedVersion[];
}

export class HeartbeatRepository {
  /** An earlier one than the known one changes nothing. */
  async store(tx: Tx, { asOf, completeUntil, missing, defaults }: KeptHeartbeat): Promise<void> {
    await sql(
      tx,
      `insert into pricing_heartbeat as known (utility, as_of, complete_until, missing, defaults) values ($1, $2, $3, $4, $5)
       on conflict (utility) do update set as_of = excluded.as_of, complete_until = excluded.complete_until,
         missing = excluded.missing, defaults = excluded.defaults
       where known.as_of <= excluded.as_of`,
      [tx.utility, asOf, completeUntil ?? null, JSON.stringify(missing), JSON.stringify(defaults)],
    );
  }
}
