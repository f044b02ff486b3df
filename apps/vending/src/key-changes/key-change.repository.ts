import type { KeyChangeToken } from '@openprepay/contracts/key-management';
import { present } from '@openprepay/contracts/present';
import { among, columnsOf, entities, prepared, sql, utilitiesDue } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { isUniqueViolation } from '@openprepay/persistence/unique-violation';
import { LessThan } from 'typeorm';
import type { SetSize } from '../catalogue/set-size.js';
import type { MeterKeyData } from '../meters/meter.js';
import { VendingError } from '../vending-error.js';
import type { KeyChange } from './key-change.js';
import { cancellationToRow, fromRow, toRow } from './key-change-mapping.js';
import { KeyChangeRow } from './key-change.row.js';

const COLUMNS = columnsOf(KeyChangeRow, 'c');

/** A set that a meter has not confirmed, which goes in front of its credit. */
export interface OpenSet {
  readonly keyChangeId: string;
  readonly meterNumber: string;
  readonly toKey: MeterKeyData;
  readonly tokens: readonly KeyChangeToken[];
}

export class KeyChangeRepository {
  /** One person's come one after the other, so that a key makes one. */
  async lockPerson(tx: Tx, subject: string): Promise<void> {
    await sql(tx, `select pg_advisory_xact_lock(hashtextextended('key-change ' || $1 || ' ' || $2, 0))`, [tx.utility, subject]);
  }

  async findByKey(tx: Tx, subject: string, idempotencyKey: string): Promise<KeyChange | undefined> {
    const row = await entities(tx).findOneBy(KeyChangeRow, { utility: tx.utility, requestedBySubject: subject, idempotencyKey });
    return row ? fromRow(row) : undefined;
  }

  /** @throws {VendingError} `vending.key_change_open` where the meter has not confirmed its last one */
  async insert(tx: Tx, change: KeyChange): Promise<void> {
    await entities(tx)
      .insert(KeyChangeRow, toRow(tx, change))
      .catch((cause: unknown) => {
        if (!isUniqueViolation(cause, 'key_change_one_open')) throw cause;
        throw new VendingError('vending.key_change_open', 'the meter has a key change that is neither confirmed nor cancelled', { cause });
      });
  }

  /** Whether the vault still makes a token for the meter under the key that it has. */
  async awaitsTokens(tx: Tx, meterNumber: string): Promise<boolean> {
    const rows = await sql(
      tx,
      `select 1 where exists (select from vend where utility = $1 and meter_number = $2 and state = 'awaiting-token')
          or exists (select from token_order where utility = $1 and meter_number = $2 and state = 'awaiting-token')`,
      [tx.utility, meterNumber],
    );
    return rows.length > 0;
  }

  /** Tokens of a set that the meter's model takes. */
  async setSizeOf(tx: Tx, meterNumber: string): Promise<SetSize> {
    const [row] = await sql<{ readonly setSize: SetSize }>(
      tx,
      `select d.key_change_tokens as "setSize" from meter m join meter_model d on d.utility = m.utility and d.model_code = m.model_code
        where m.utility = $1 and m.meter_number = $2`,
      [tx.utility, meterNumber],
    );
    return row?.setSize;
  }

  async find(tx: Tx, keyChangeId: string): Promise<KeyChange | undefined> {
    const row = await entities(tx).findOneBy(KeyChangeRow, { utility: tx.utility, keyChangeId });
    return row ? fromRow(row) : undefined;
  }

  /** Of these ids those that are key changes', kept from others until the transaction ends; always in one order. */
  async lockAll(tx: Tx, ids: readonly string[]): Promise<readonly KeyChange[]> {
    const rows = await sql<KeyChangeRow>(
      tx,
      `select ${COLUMNS} from key_change c where c.utility = $1 and c.key_change_id = any($2::uuid[]) order by c.key_change_id for update`,
      [tx.utility, ids],
    );
    return rows.map(fromRow);
  }

  /** Of these ids those that are key changes', with their meters. */
  async metersOf(tx: Tx, ids: readonly string[]): Promise<readonly Pick<KeyChange, 'keyChangeId' | 'meterNumber'>[]> {
    return sql(
      tx,
      `select key_change_id as "keyChangeId", meter_number as "meterNumber" from key_change where utility = $1 and key_change_id = any($2::uuid[])`,
      [tx.utility, ids],
    );
  }

  /** The latest first. */
  async list(
    tx: Tx,
    { meterNumber, before, limit }: { readonly meterNumber: string; readonly before: string | undefined; readonly limit: number },
  ) {
    const rows = await entities(tx).find(KeyChangeRow, {
      where: present({ utility: tx.utility, meterNumber, keyChangeId: before === undefined ? undefined : LessThan(before) }),
      order: { keyChangeId: 'DESC' },
      take: limit,
    });
    return rows.map(fromRow);
  }

  /** The latest by which the meter was to have this key. */
  async latestTo(tx: Tx, meterNumber: string, key: MeterKeyData): Promise<KeyChange | undefined> {
    const [row] = await sql<KeyChangeRow>(
      tx,
      `select ${COLUMNS} from key_change c where c.utility = $1 and c.meter_number = $2 and c.to_key = $3::jsonb
        order by c.key_change_id desc limit 1`,
      [tx.utility, meterNumber, JSON.stringify(key)],
    );
    return row && fromRow(row);
  }

  /** Stores how far a key change has come that `lockAll` gave. */
  async move(tx: Tx, change: KeyChange): Promise<void> {
    const {
      state,
      tokens,
      rollover,
      sampleTables,
      issuedAt,
      failureCode,
      failureReason,
      endedBySubject,
      endedByUsername,
      endedAt,
      remark,
    } = toRow(tx, change);
    await entities(tx).update(
      KeyChangeRow,
      { utility: tx.utility, keyChangeId: change.keyChangeId },
      { state, tokens, rollover, sampleTables, issuedAt, failureCode, failureReason, endedBySubject, endedByUsername, endedAt, remark },
    );
  }

  /** Stores that a key change which `lockAll` gave as awaiting its set is not wanted any more. */
  async cancel(tx: Tx, { keyChangeId, cancellation }: KeyChange): Promise<void> {
    await entities(tx).update(KeyChangeRow, { utility: tx.utility, keyChangeId }, cancellationToRow(cancellation));
  }

  /** The sets that these meters have not confirmed. */
  async openSets(tx: Tx, meterNumbers: readonly string[]): Promise<readonly OpenSet[]> {
    return prepared<OpenSet>(
      tx,
      `select c.key_change_id as "keyChangeId", c.meter_number as "meterNumber", c.to_key as "toKey", c.tokens from key_change c
        where c.utility = $1 and c.meter_number = ${among(2, 'text')} and c.state = 'issued'`,
      [tx.utility, meterNumbers],
    );
  }

  /** Confirms the changes to the keys under which meters have taken the credit of these vends. */
  async confirmByVends(tx: Tx, vendIds: readonly string[], at: Date): Promise<void> {
    await sql(
      tx,
      `update key_change c set state = 'confirmed', ended_at = $3, remark = 'the meter took vend ' || v.vend_id
         from vend v
        where v.utility = $1 and v.vend_id = any($2::uuid[]) and c.utility = $1 and c.meter_number = v.meter_number
          and c.state = 'issued' and c.to_key = v.key_data`,
      [tx.utility, vendIds, at],
    );
  }

  /** Utilities of key changes that `takeUnanswered` would take, those with the fewest first. For system work across utilities. */
  async utilitiesWithUnanswered(tx: Tx, { now, askedBefore }: UnansweredSince): Promise<readonly string[]> {
    const statement = utilitiesDue({ table: 'key_change', waiting: AWAITING, due: ASKED_BEFORE, since: 'token_requested_at' });
    const rows = await sql<{ readonly utility: string }>(tx, statement, [now, askedBefore]);
    return rows.map(({ utility }) => utility);
  }

  /**
   * Takes key changes that the vault was last asked for too long ago, and notes that it is asked again now. One that has
   * waited long waits as long again, up to an hour: each time may leave one more parked message.
   */
  async takeUnanswered(tx: Tx, { now, askedBefore, limit }: UnansweredSince & { readonly limit: number }): Promise<readonly KeyChange[]> {
    const rows = await sql<KeyChangeRow>(
      tx,
      `with due as materialized (
         select utility, key_change_id from key_change
          where utility = $4 and ${AWAITING} and ${ASKED_BEFORE}
          order by token_requested_at limit $3 for update skip locked)
       update key_change c set token_requested_at = $1 from due
        where c.utility = due.utility and c.key_change_id = due.key_change_id
       returning ${COLUMNS}`,
      [now, askedBefore, limit, tx.utility],
    );
    return rows.map(fromRow);
  }
}

interface UnansweredSince {
  readonly now: Date;
  /** Those asked for before this moment. */
  readonly askedBefore: Date;
}

const AWAITING = `state = 'awaiting-tokens'`;
const ASKED_BEFORE = `token_requested_at < $2
  and $1::timestamptz - token_requested_at >= least(token_requested_at - requested_at, interval '1 hour')`;
