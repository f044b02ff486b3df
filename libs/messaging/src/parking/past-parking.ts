import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { identityOf, type ParkableMessage, park } from './parking.js';

/** Why something past, that was read again, is for people to look at. */
export interface PastParking {
  /** Of no consumer: nobody handles it again but whoever reads it again. */
  readonly group: string;
  readonly code: string;
  readonly reason: string;
}

/**
 * Parks what was read again, whole. Safe to repeat: whatever was decided on it stays, and where nobody has decided it is for people to
 * look at for the reason that it has now.
 */
export async function parkPast(tx: Tx, message: ParkableMessage, { group, ...why }: PastParking): Promise<void> {
  const [stored] = await park(tx, { group, replayAfterMs: 0 }, [{ message, ...why, state: 'parked', tries: 1 }]);
  if (stored) return;
  await sql(
    tx,
    `update parked_message set code = $5, reason = $6, tries = tries + 1
      where ${SAME} and state = 'parked' and code <> $5 and discard_requested_at is null`,
    [...sameAs(tx, message, group), why.code, why.reason],
  );
}

/** By which code what is read once more was parked, where it waits for a decision. */
export async function codeOfPast(tx: Tx, message: ParkableMessage, group: string): Promise<string | undefined> {
  const statement = `select code from parked_message where ${SAME} and state = 'parked' for update`;
  const [row] = await sql<{ readonly code: string }>(tx, statement, sameAs(tx, message, group));
  return row?.code;
}

/** The next ones that wait for a decision, whole, in the order in which they were parked: nobody has to find them where they were read. */
export async function parkedPast(
  tx: Tx,
  group: string,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<readonly ParkedPast[]> {
  const rows = await sql<ParkedRow>(
    tx,
    `select position, utility, topic, partition, log_offset as offset, key, event_id as "eventId", type, headers, value from parked_message
      where direction = 'in' and group_name = $1 and state = 'parked' and position > $2 order by position limit $3`,
    [group, after, limit],
  );
  return rows.map(({ position, utility, topic, partition, offset, key, eventId, type, headers, value }) => ({
    position,
    message: {
      ...{ utility, key, type: type ?? '', holdsKey: false, ...(eventId !== null && { eventId }) },
      raw: { topic, partition, offset, key: Buffer.from(key), value, headers },
    },
  }));
}

/** A parked message, and where it stands among those. */
export interface ParkedPast {
  readonly position: string;
  readonly message: ParkableMessage;
}

interface ParkedRow {
  readonly position: string;
  readonly utility: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string;
  readonly eventId: string | null;
  readonly type: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer | null;
}

/** What was parked was in order when it was read once more: it needs no decision. */
export async function settlePast(
  tx: Tx,
  message: ParkableMessage,
  { group, by }: { readonly group: string; readonly by: string },
): Promise<void> {
  await sql(
    tx,
    `update parked_message set state = 'replayed', settled_at = now(), settled_by = $5, tries = tries + 1 where ${SAME} and state = 'parked'`,
    [...sameAs(tx, message, group), by],
  );
}

const SAME = `direction = 'in' and group_name = $1 and topic = $2 and utility = $3 and identity = $4`;
const sameAs = (tx: Tx, message: ParkableMessage, group: string): unknown[] => [group, message.raw.topic, tx.utility, identityOf(message)];
