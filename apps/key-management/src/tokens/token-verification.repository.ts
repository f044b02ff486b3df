import { present } from '@openprepay/contracts/present';
import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { LessThan } from 'typeorm';
import { TokenVerificationRow } from './token-verification.row.js';
import type { TokenVerification } from './token-verification.js';

/** Who had which meter's token opened. Rows are only ever added; nobody waits for another's. */
export class TokenVerificationRepository {
  async insert(tx: Tx, { actor, ...verification }: TokenVerification): Promise<void> {
    await entities(tx).insert(TokenVerificationRow, { ...verification, actorSubject: actor.subject, actorUsername: actor.username });
  }

  /**
   * How many tokens that were not issued here a person has had opened since, and of a meter everybody. Until the transaction ends
   * the person, and whoever asks about the meter, waits: what is asked at the same time is counted, too.
   */
  async countForeign(
    tx: Tx,
    { subject, meterNumber, since }: { readonly subject: string; readonly meterNumber: string; readonly since: Date },
  ): Promise<{ readonly ofPerson: number; readonly ofMeter: number }> {
    await sql(tx, `select pg_advisory_xact_lock(hashtextextended('verifies ' || $1 || ' ' || $2, 0))`, [tx.utility, subject]);
    await sql(tx, `select pg_advisory_xact_lock(hashtextextended('verified ' || $1 || ' ' || $2, 0))`, [tx.utility, meterNumber]);
    const [row] = await sql<{ readonly person: number; readonly meter: number }>(
      tx,
      `select count(*) filter (where actor_subject = $2)::int as person, count(*) filter (where meter_number = $3)::int as meter
         from token_verification
        where utility = $1 and not issued_here and at > $4 and (actor_subject = $2 or meter_number = $3)`,
      [tx.utility, subject, meterNumber, since],
    );
    return { ofPerson: row?.person ?? 0, ofMeter: row?.meter ?? 0 };
  }

  /** The latest first, those before `beforeId`. */
  async list(tx: Tx, beforeId: string | undefined, limit: number): Promise<readonly TokenVerification[]> {
    const rows = await entities(tx).find(TokenVerificationRow, {
      where: { utility: tx.utility, ...present({ id: beforeId === undefined ? undefined : LessThan(beforeId) }) },
      order: { id: 'DESC' },
      take: limit,
    });
    return rows.map(({ actorSubject, actorUsername, ...row }) => ({ ...row, actor: { subject: actorSubject, username: actorUsername } }));
  }
}
