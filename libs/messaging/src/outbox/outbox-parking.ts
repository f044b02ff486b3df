import { systemClock } from '@openprepay/persistence/clock';
import { sql } from '@openprepay/persistence/sql';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { ParkingCode } from '../messaging-error.js';
import { lockOutboxParking } from '../parking/outbox-lock.js';
import { storableReason } from '../parking/parked-text.js';
import { NEXT_ROWS, type TurnSize } from './outbox-queue.js';
import { headersOfRow, positionsOf, type OutboxRow } from './outbox-row.js';

/** Takes rows out of the relay's way: one that the broker refuses, and what must not overtake it. */
export class OutboxParking {
  /** Whether some key may be parked; false saves the relay a look at each batch. */
  private possible = true;

  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Another relay may have parked rows since this one led last. */
  beginLead(): void {
    this.possible = true;
  }

  /** Parks a refused row. Later rows of its key wait behind it from the next batch on. */
  async refuse(row: OutboxRow, reason: string): Promise<void> {
    this.possible = true;
    await this.unitOfWork.run(ALL_UTILITIES, async (tx) => {
      await lockOutboxParking(tx);
      await park(tx, [row], { state: 'parked', code: 'messaging.refused_by_broker', reason });
    });
  }

  /**
   * As these rows were read, keys may have been parked or let go. Reads what is next anew where that can be, with nobody
   * parking or letting go meanwhile, and sets rows aside whose key is parked: what was let go stays before what follows it.
   */
  async holdBack(rows: readonly OutboxRow[], size: TurnSize): Promise<readonly OutboxRow[]> {
    if (!this.possible || rows.length === 0) return rows;
    return this.withParkingLocked(async (tx) => {
      const next = await sql<OutboxRow>(tx, NEXT_ROWS, [size.rows, size.bytes, [], '0']);
      return this.possible ? this.freeOf(tx, next) : next;
    });
  }

  /** Sets a row aside where its key is parked. */
  async isFree(row: OutboxRow): Promise<boolean> {
    if (!this.possible) return true;
    return this.withParkingLocked(async (tx) => !this.possible || (await this.freeOf(tx, [row])).length > 0);
  }

  private withParkingLocked<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.unitOfWork.run(ALL_UTILITIES, async (tx) => {
      await lockOutboxParking(tx);
      const [any] = await sql<{ readonly any: boolean }>(tx, 'select exists (select from outbox where parked_at is not null) as any');
      this.possible = any?.any === true;
      return work(tx);
    });
  }

  private async freeOf(tx: Tx, rows: readonly OutboxRow[]): Promise<readonly OutboxRow[]> {
    const found = await sql<{ readonly position: string }>(
      tx,
      `select position from outbox waiting where position = any($1::bigint[]) and exists (
         select from outbox ahead where ahead.parked_at is not null
           and ahead.topic = waiting.topic and ahead.key = waiting.key and ahead.utility = waiting.utility)`,
      [positionsOf(rows)],
    );
    const held = new Set(found.map(({ position }) => position));
    const waiting = rows.filter((row) => held.has(row.position));
    await park(tx, waiting, { state: 'held', code: 'messaging.key_parked', reason: 'an earlier event of its key is parked' });
    return rows.filter((row) => !held.has(row.position));
  }
}

interface Parking {
  readonly state: 'parked' | 'held';
  readonly code: ParkingCode;
  readonly reason: string;
}

async function park(tx: Tx, rows: readonly OutboxRow[], { state, code, reason }: Parking): Promise<void> {
  for (const row of rows) {
    await sql(
      tx,
      `insert into parked_message (id, utility, direction, group_name, topic, partition, log_offset, key, event_id, type, headers, value, state, holds_key, code, reason)
       values ($1, $2, 'out', '-', $3, -1, $4, $5, $6, $7, $8, $9, $10, true, $11, $12)`,
      [
        systemClock.newId(),
        row.utility,
        row.topic,
        row.position,
        row.key,
        row.id,
        row.type,
        JSON.stringify(headersOfRow(row)),
        Buffer.from(row.value),
        state,
        code,
        storableReason(reason),
      ],
    );
  }
  if (rows.length > 0) await sql(tx, 'update outbox set parked_at = now() where position = any($1::bigint[])', [positionsOf(rows)]);
}
