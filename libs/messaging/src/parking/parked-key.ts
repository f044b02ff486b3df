import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';

export interface ParkedPlace {
  readonly utility: string;
  readonly group: string;
  readonly topic: string;
  readonly key: string;
  readonly position: string;
  readonly by: string;
}

/**
 * Has the message that waits next behind a settled one replayed, unless something before it still holds the key. To be
 * called after the row was locked: then no consumer can be adding to the queue unseen.
 */
export async function releaseNext(tx: Tx, { utility, group, topic, key, by }: ParkedPlace): Promise<void> {
  await sql(
    tx,
    `update parked_message set replay_requested_at = now(), replay_requested_by = $5
     where state = 'held' and position = (
       select position from parked_message
       where direction = 'in' and group_name = $1 and topic = $2 and key = $3 and utility = $4 and holds_key and state in ('parked', 'held')
       order by position limit 1)`,
    [group, topic, key, utility, by],
  );
}
