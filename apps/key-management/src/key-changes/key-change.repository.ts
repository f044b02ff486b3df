import { present } from '@openprepay/contracts/present';
import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { isUniqueViolation } from '@openprepay/persistence/unique-violation';
import { LessThan, LessThanOrEqual, MoreThan } from 'typeorm';
import type { AuditActor } from '../audit/audit-entry.js';
import { KeyManagementError } from '../key-management-error.js';
import { KeyChangeRow } from './key-change.row.js';
import type { KeyChange, KeyChangeState } from './key-change.js';

/** What a second custodian has decided. */
export interface KeyChangeDecision {
  readonly state: Extract<KeyChangeState, 'done' | 'refused'>;
  readonly decidedBy: AuditActor;
  readonly decidedAt: Date;
  readonly refusal?: string;
}

export class KeyChangeRepository {
  /** @throws {KeyManagementError} `key-management.key_change_pending` where the key has one that waits */
  async insert(tx: Tx, change: KeyChange): Promise<void> {
    try {
      await entities(tx).insert(KeyChangeRow, toRow(change));
    } catch (cause) {
      if (!isUniqueViolation(cause, 'vending_key_change_open')) throw cause;
      throw new KeyManagementError('key-management.key_change_pending', 'a change of this key waits for a second custodian already', {
        cause,
      });
    }
  }

  /** @throws {KeyManagementError} `key-management.key_change_unknown` */
  async require(tx: Tx, id: string): Promise<KeyChange> {
    const row = await entities(tx).findOneBy(KeyChangeRow, { utility: tx.utility, id });
    if (!row) throw new KeyManagementError('key-management.key_change_unknown', 'nobody has asked for such a change');
    return fromRow(row);
  }

  /** The one that waits for a second custodian. */
  async openOf(tx: Tx, vendingKeyId: string): Promise<KeyChange | undefined> {
    const row = await entities(tx).findOneBy(KeyChangeRow, { utility: tx.utility, vendingKeyId, state: 'awaiting-approval' });
    return row ? fromRow(row) : undefined;
  }

  /** Writes down that nobody decided in time. */
  async expire(tx: Tx, vendingKeyId: string, now: Date): Promise<void> {
    const lapsed = { utility: tx.utility, vendingKeyId, state: 'awaiting-approval' as const, expiresAt: LessThanOrEqual(now) };
    await entities(tx).update(KeyChangeRow, lapsed, { state: 'expired' });
  }

  /** False where somebody else has decided meanwhile. */
  async decide(tx: Tx, id: string, { state, decidedBy, decidedAt, refusal }: KeyChangeDecision): Promise<boolean> {
    const { affected } = await entities(tx).update(
      KeyChangeRow,
      { utility: tx.utility, id, state: 'awaiting-approval' },
      {
        state,
        decidedBySubject: decidedBy.subject,
        decidedByUsername: decidedBy.username,
        decidedAt,
        refusal: refusal ?? null,
      },
    );
    return affected === 1;
  }

  /** The latest first, those before `beforeId`. */
  async list(
    tx: Tx,
    { state, now }: { readonly state?: KeyChangeState | undefined; readonly now: Date },
    { beforeId, limit }: { readonly beforeId?: string | undefined; readonly limit: number },
  ): Promise<readonly KeyChange[]> {
    const before = { utility: tx.utility, ...present({ id: beforeId === undefined ? undefined : LessThan(beforeId) }) };
    const open = { state: 'awaiting-approval' as const };
    const where = {
      'awaiting-approval': [{ ...before, ...open, expiresAt: MoreThan(now) }],
      expired: [
        { ...before, ...open, expiresAt: LessThanOrEqual(now) },
        { ...before, state: 'expired' as const },
      ],
      done: [{ ...before, state: 'done' as const }],
      refused: [{ ...before, state: 'refused' as const }],
      any: [before],
    }[state ?? 'any'];
    const rows = await entities(tx).find(KeyChangeRow, { where, order: { id: 'DESC' }, take: limit });
    return rows.map(fromRow);
  }

  /** Whether the key has made a token on a day (UTC) since. */
  async usedSince(tx: Tx, vendingKeyId: string, since: Date): Promise<boolean> {
    const rows = await sql(tx, `select 1 from key_use where utility = $1 and vending_key_id = $2 and used_on >= $3::date limit 1`, [
      tx.utility,
      vendingKeyId,
      since.toISOString().slice(0, 10),
    ]);
    return rows.length > 0;
  }
}

const toRow = ({ requestedBy, decidedBy, ...change }: KeyChange): KeyChangeRow => ({
  ...change,
  reason: change.reason ?? null,
  requestedBySubject: requestedBy.subject,
  requestedByUsername: requestedBy.username,
  decidedBySubject: decidedBy?.subject ?? null,
  decidedByUsername: decidedBy?.username ?? null,
  decidedAt: change.decidedAt ?? null,
  refusal: change.refusal ?? null,
});

const fromRow = (row: KeyChangeRow): KeyChange => ({
  id: row.id,
  utility: row.utility,
  vendingKeyId: row.vendingKeyId,
  supplyGroupCode: row.supplyGroupCode,
  change: row.change,
  state: row.state,
  urgent: row.urgent,
  reason: row.reason ?? undefined,
  requestedBy: { subject: row.requestedBySubject, username: row.requestedByUsername },
  requestedAt: row.requestedAt,
  notBefore: row.notBefore,
  expiresAt: row.expiresAt,
  decidedBy:
    row.decidedBySubject !== null && row.decidedByUsername !== null
      ? { subject: row.decidedBySubject, username: row.decidedByUsername }
      : undefined,
  decidedAt: row.decidedAt ?? undefined,
  refusal: row.refusal ?? undefined,
});
