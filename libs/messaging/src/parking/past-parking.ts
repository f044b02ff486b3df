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

/** Parks what was read again, whole. Safe to repeat: it stays as it is, whatever was decided on it. */
export async function parkPast(tx: Tx, message: ParkableMessage, { group, ...why }: PastParking): Promise<void> {
  await park(tx, { group, replayAfterMs: 0 }, [{ message, ...why, state: 'parked', tries: 1 }]);
}

/** By which code what is read once more was parked, where it waits for a decision. */
export async function codeOfPast(tx: Tx, message: ParkableMessage, group: string): Promise<string | undefined> {
  const statement = `select code from parked_message where ${SAME} and state = 'parked' for update`;
  const [row] = await sql<{ readonly code: string }>(tx, statement, sameAs(tx, message, group));
  return row?.code;
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
