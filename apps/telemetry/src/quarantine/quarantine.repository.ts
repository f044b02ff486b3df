import { createHash } from 'node:crypto';
import { present } from '@openprepay/contracts/present';
import type { Clock } from '@openprepay/persistence/clock';
import { columnsOf, entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { limits } from '../telemetry-limits.js';
import type { QuarantinedCount, QuarantinedMessage, QuarantineState, SetAside } from './quarantined-message.js';
import { QuarantineRow } from './quarantine.row.js';

export interface QuarantineFilter {
  readonly meterNumber?: string | undefined;
  readonly code?: string | undefined;
  /** Those that wait, unless said. */
  readonly state?: QuarantineState | 'all';
  readonly before?: readonly [at: string, id: string] | undefined;
  readonly limit: number;
}

export interface WaitingFilter {
  readonly code: string;
  readonly meterNumber?: string | undefined;
  readonly after?: readonly [at: string, id: string] | undefined;
  readonly notAfter: Date;
  readonly limit: number;
}

/** How a message stopped waiting. */
export interface Settlement {
  readonly state: Exclude<QuarantineState, 'open'>;
  readonly at: Date;
  readonly by: string;
  readonly reason?: string | undefined;
}

export class QuarantineRepository {
  constructor(private readonly clock: Clock) {}

  /** Keeps messages whole up to the named bound; the same one again counts, and is open again. For system work across utilities. */
  async insert(tx: Tx, messages: readonly SetAside[]): Promise<void> {
    for (const { utility, meterNumber, topic, payload, code, reason, receivedAt } of messages) {
      await sql(
        tx,
        `insert into quarantine
           (id, utility, meter_number, topic, payload, payload_bytes, payload_digest, code, reason, received_at, last_received_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
         on conflict (utility, topic, code, payload_digest) do update
         set times = quarantine.times + 1, last_received_at = greatest(quarantine.last_received_at, excluded.last_received_at),
           state = 'open', settled_at = null, settled_by = null, settled_reason = null`,
        [
          this.clock.newId(),
          utility,
          meterNumber ?? null,
          storable(topic).slice(0, limits.quarantine.maxTopicLength),
          payload.subarray(0, limits.quarantine.maxPayloadBytes),
          payload.length,
          createHash('sha256').update(payload).digest(),
          code,
          storable(reason),
          receivedAt,
        ],
      );
    }
  }

  /** Newest first. */
  async list(tx: Tx, { meterNumber, code, state = 'open', before, limit }: QuarantineFilter): Promise<readonly QuarantinedMessage[]> {
    const rows = await sql<QuarantineRow>(
      tx,
      `select ${columnsOf(QuarantineRow, 'message')} from quarantine as message
       where utility = $1 and ($2::text is null or meter_number = $2) and ($3::text is null or code = $3)
         and ($7::text = 'all' or state = $7) and ($4::timestamptz is null or (last_received_at, id) < ($4, $5::uuid))
       order by last_received_at desc, id desc limit $6`,
      [tx.utility, meterNumber ?? null, code ?? null, before?.[0] ?? null, before?.[1] ?? null, limit, state],
    );
    return rows.map(fromRow);
  }

  async find(tx: Tx, id: string): Promise<QuarantinedMessage | undefined> {
    const row = await entities(tx).findOneBy(QuarantineRow, { utility: tx.utility, id });
    return row ? fromRow(row) : undefined;
  }

  /** Those that wait, the oldest first; what is newer than `notAfter` came while they were worked on. */
  async waiting(tx: Tx, { code, meterNumber, after, notAfter, limit }: WaitingFilter): Promise<readonly QuarantinedMessage[]> {
    const rows = await sql<QuarantineRow>(
      tx,
      `select ${columnsOf(QuarantineRow, 'message')} from quarantine as message
       where utility = $1 and code = $2 and state = 'open' and ($3::text is null or meter_number = $3) and last_received_at <= $4
         and ($6::timestamptz is null or (last_received_at, id) > ($6, $7::uuid))
       order by last_received_at, id limit $5`,
      [tx.utility, code, meterNumber ?? null, notAfter, limit, after?.[0] ?? null, after?.[1] ?? null],
    );
    return rows.map(fromRow);
  }

  /** Those that wait, by code, the one with most messages first. */
  async waitingByCode(tx: Tx): Promise<readonly QuarantinedCount[]> {
    return sql<QuarantinedCount>(
      tx,
      `select code, count(*)::int as messages from quarantine
       where utility = $1 and state = 'open' group by code order by count(*) desc, code`,
      [tx.utility],
    );
  }

  /** @returns false where it was settled, or came again, meanwhile */
  async settle(tx: Tx, { id, lastReceivedAt }: Pick<QuarantinedMessage, 'id' | 'lastReceivedAt'>, how: Settlement): Promise<boolean> {
    const rows = await sql(
      tx,
      `update quarantine set state = $4, settled_at = $5, settled_by = $6, settled_reason = $7
       where utility = $1 and id = $2 and state = 'open' and last_received_at = $3 returning id`,
      [tx.utility, id, lastReceivedAt, how.state, how.at, how.by, how.reason ?? null],
    );
    return rows.length > 0;
  }

  /** Says what is wrong with a message now; where another row says that of it already, the reason alone. */
  async refuseAgain(tx: Tx, id: string, { code, reason }: Pick<SetAside, 'code' | 'reason'>): Promise<void> {
    await sql(
      tx,
      `update quarantine as message set reason = $4, code = case when exists (
           select from quarantine as other where other.utility = $1 and other.topic = message.topic and other.code = $3
             and other.payload_digest = message.payload_digest) then message.code else $3 end
       where utility = $1 and id = $2 and state = 'open'`,
      [tx.utility, id, code, storable(reason)],
    );
  }
}

/** PostgreSQL's text holds no NUL. */
const storable = (text: string): string => text.replaceAll('\0', '\u{fffd}');

const fromRow = ({ utility: _utility, payloadDigest: _digest, ...row }: QuarantineRow): QuarantinedMessage =>
  present({
    ...row,
    meterNumber: row.meterNumber ?? undefined,
    settledAt: row.settledAt ?? undefined,
    settledBy: row.settledBy ?? undefined,
    settledReason: row.settledReason ?? undefined,
  });
