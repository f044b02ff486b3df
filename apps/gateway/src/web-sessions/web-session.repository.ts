import { present } from '@openprepay/contracts/present';
import { columnsOf, entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { MAX_SESSIONS_PER_USER, type SessionEnd, type WebSession } from './web-session.js';
import { WebSessionRow } from './web-session.row.js';

export class WebSessionRepository {
  /** Adds one to those of its user, the oldest of which make room. */
  async insert(tx: Tx, session: WebSession): Promise<void> {
    await entities(tx).insert(WebSessionRow, toRow(session));
    await sql(
      tx,
      `update web_session set ended_at = $3, ended_why = 'made-room'
        where utility = $1 and user_id = $2 and ended_at is null and id in
          (select id from web_session where utility = $1 and user_id = $2 and ended_at is null order by created_at desc, id desc offset $4)`,
      [session.utility, session.userId, session.createdAt, MAX_SESSIONS_PER_USER],
    );
  }

  /** In whichever utility, for a transaction that sees all; locked until its end, so that one of two refreshes is the first. */
  async lockAnywhere(tx: Tx, id: string): Promise<WebSession | undefined> {
    const [row] = await sql<WebSessionRow>(tx, `select ${columnsOf(WebSessionRow, 's')} from web_session s where s.id = $1 for update`, [
      id,
    ]);
    return row && fromRow(row);
  }

  async update(tx: Tx, session: WebSession): Promise<void> {
    await entities(tx).update(WebSessionRow, { utility: session.utility, id: session.id }, toRow(session));
  }

  /** One that has ended stays as it ended. */
  async end(
    tx: Tx,
    { id, utility }: Pick<WebSession, 'id' | 'utility'>,
    { at, why }: { readonly at: Date; readonly why: SessionEnd },
  ): Promise<void> {
    await sql(tx, `update web_session set ended_at = $3, ended_why = $4 where utility = $1 and id = $2 and ended_at is null`, [
      utility,
      id,
      at,
      why,
    ]);
  }

  /** Those of `ids` that somebody or something has ended, in whichever utility; one that is forgotten has ended too. */
  async endedOf(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    const rows = await sql<{ readonly id: string }>(tx, `select id from web_session where id::text = any($1) and ended_at is null`, [ids]);
    const going = new Set(rows.map(({ id }) => id));
    return new Set(ids.filter((id) => !going.has(id)));
  }

  /** @returns how many were over before `before` and are forgotten now */
  async purge(tx: Tx, before: Date): Promise<number> {
    const rows = await sql(tx, `delete from web_session where idle_until < $1 or ended_at < $1 returning id`, [before]);
    return rows.length;
  }
}

const fromRow = ({ previousHash, endedAt, endedWhy, ...row }: WebSessionRow): WebSession =>
  present({ ...row, previousHash: previousHash ?? undefined, endedAt: endedAt ?? undefined, endedWhy: endedWhy ?? undefined });

const toRow = (session: WebSession): WebSessionRow => ({
  ...session,
  previousHash: session.previousHash ?? null,
  endedAt: session.endedAt ?? null,
  endedWhy: session.endedWhy ?? null,
});
