import { createHash } from 'node:crypto';
import type { Clock } from '@openprepay/persistence/clock';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { QuarantineCode } from '../telemetry-error.js';
import { limits } from '../telemetry-limits.js';

/** Whose message it is where nobody knows. No utility has this code, so only those who run the installation see it. */
export const NO_UTILITY = '-';

export interface SetAside {
  readonly utility: string;
  readonly meterNumber?: string;
  readonly topic: string;
  readonly payload: Buffer;
  readonly code: QuarantineCode;
  readonly reason: string;
  readonly receivedAt: Date;
}

export interface QuarantinedMessage {
  readonly id: string;
  readonly utility: string;
  readonly meterNumber?: string;
  readonly topic: string;
  /** The first bytes of it; `payloadBytes` tells how long it was. */
  readonly payload: Buffer;
  readonly payloadBytes: number;
  readonly code: string;
  readonly reason: string;
  readonly receivedAt: Date;
  /** How often the same bytes came on the same topic. */
  readonly times: number;
  readonly lastReceivedAt: Date;
}

export interface QuarantineFilter {
  readonly meterNumber?: string;
  readonly code?: string;
  readonly before?: readonly [at: string, id: string];
  readonly limit: number;
}

interface QuarantineRow {
  readonly id: string;
  readonly utility: string;
  readonly meter_number: string | null;
  readonly topic: string;
  readonly payload: Buffer;
  readonly payload_bytes: number;
  readonly code: string;
  readonly reason: string;
  readonly received_at: Date;
  readonly times: number;
  readonly last_received_at: Date;
}

export class QuarantineRepository {
  constructor(private readonly clock: Clock) {}

  /** Keeps messages whole up to the named bound; the same one again only counts. For system work across utilities. */
  async insert(tx: Tx, messages: readonly SetAside[]): Promise<void> {
    for (const { utility, meterNumber, topic, payload, code, reason, receivedAt } of messages) {
      await sql(
        tx,
        `insert into quarantine
           (id, utility, meter_number, topic, payload, payload_bytes, payload_digest, code, reason, received_at, last_received_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
         on conflict (utility, topic, code, payload_digest) do update
         set times = quarantine.times + 1, last_received_at = greatest(quarantine.last_received_at, excluded.last_received_at)`,
        [
          this.clock.newId(),
          utility,
          meterNumber ?? null,
          storable(topic).slice(0, limits.maxQuarantinedTopicLength),
          payload.subarray(0, limits.maxQuarantinedBytes),
          payload.length,
          createHash('sha256').update(payload).digest(),
          code,
          storable(reason),
          receivedAt,
        ],
      );
    }
  }

  async list(tx: Tx, { meterNumber, code, before, limit }: QuarantineFilter): Promise<readonly QuarantinedMessage[]> {
    const rows = await sql<QuarantineRow>(
      tx,
      `select id, utility, meter_number, topic, payload, payload_bytes, code, reason, received_at, times, last_received_at from quarantine
       where ($1::text is null or meter_number = $1) and ($2::text is null or code = $2)
         and ($3::timestamptz is null or (last_received_at, id) < ($3, $4::uuid))
       order by last_received_at desc, id desc limit $5`,
      [meterNumber ?? null, code ?? null, before?.[0] ?? null, before?.[1] ?? null, limit],
    );
    return rows.map(fromRow);
  }

  /** @returns how many old messages went */
  async purge(tx: Tx, before: Date, limit: number): Promise<number> {
    const rows = await sql(
      tx,
      'delete from quarantine where id in (select id from quarantine where last_received_at < $1 limit $2) returning 1',
      [before, limit],
    );
    return rows.length;
  }
}

/** PostgreSQL's text holds no NUL. */
const storable = (text: string): string => text.replaceAll('\0', '\u{fffd}');

const fromRow = (row: QuarantineRow): QuarantinedMessage => ({
  id: row.id,
  utility: row.utility,
  ...(row.meter_number === null ? {} : { meterNumber: row.meter_number }),
  topic: row.topic,
  payload: row.payload,
  payloadBytes: row.payload_bytes,
  code: row.code,
  reason: row.reason,
  receivedAt: row.received_at,
  times: row.times,
  lastReceivedAt: row.last_received_at,
});
