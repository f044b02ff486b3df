import { topics as contractTopics } from '@openprepay/contracts/topics';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { MessagingError } from '../messaging-error.js';
import { SENT_COLUMNS } from './outbox-row.js';

/** Events that one call sends again at most: what is committed meanwhile waits behind them. */
export const MAX_REPUBLISH_EVENTS = 10_000;

export interface RepublishCommand {
  /** Events that were written from then on, and before `to`. */
  readonly from: Date;
  readonly to: Date;
  /** All topics unless given. */
  readonly topic?: string | undefined;
  /** Who asks: the principal's user name. */
  readonly by: string;
}

export interface Republishing {
  readonly retentionMs: number;
  readonly wakeRelay: () => void;
}

/** Of a compacted topic only what no later event of its key has replaced: an older one must not become the last. */
const REPLACED = (by: string): string => `exists (
    select from ${by} later
    where later.utility = event.utility and later.topic = event.topic and later.key = event.key and later.position > event.position)`;

/** What was sent waits once more, where it stood: before whatever has come since. */
const REPUBLISH = `
with again as (
  delete from outbox_sent where created_at >= $2 and created_at < $3 and position in (
    select position from outbox_sent event
    where ($1 = '*' or utility = $1) and created_at >= $2 and created_at < $3 and ($4::text is null or topic = $4)
      and not (topic = any($5::text[]) and (${REPLACED('outbox')} or ${REPLACED('outbox_sent')}))
    order by position limit ${MAX_REPUBLISH_EVENTS + 1})
  returning ${SENT_COLUMNS})
insert into outbox (${SENT_COLUMNS}, again) overriding system value
select ${SENT_COLUMNS.replace('republished_at, republished_by', 'now(), $6')}, true from again
returning 1`;

/**
 * Has the relay send again what it has sent, under the same ids: whoever has taken it knows it again.
 *
 * @returns how many events
 * @throws {MessagingError} `messaging.outbox_range_gone`, `messaging.outbox_range_too_large`
 */
export async function republish(tx: Tx, { from, to, topic, by }: RepublishCommand, options: Republishing): Promise<number> {
  const [kept] = await sql<{ readonly since: Date }>(tx, `select now() - make_interval(secs => $1::float8 / 1000) as since`, [
    options.retentionMs,
  ]);
  if (kept !== undefined && from < kept.since) {
    throw new MessagingError('messaging.outbox_range_gone', `what was sent is kept since ${kept.since.toISOString()}, and no longer`);
  }
  const compacted = contractTopics.filter(({ cleanup }) => cleanup === 'compact').map((one) => one.topic);
  const again = await sql(tx, REPUBLISH, [tx.utility, from, to, topic ?? null, compacted, by]);
  if (again.length > MAX_REPUBLISH_EVENTS) {
    throw new MessagingError(
      'messaging.outbox_range_too_large',
      `there are more than ${MAX_REPUBLISH_EVENTS} events: ask for less at a time`,
    );
  }
  tx.afterCommit(options.wakeRelay);
  return again.length;
}
