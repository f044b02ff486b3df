import { createHash } from 'node:crypto';
import { present } from '@openprepay/contracts/present';
import type { Clock } from '@openprepay/persistence/clock';
import { columnsOf, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { limits } from '../telemetry-limits.js';
import type { QuarantinedMessage, SetAside } from './quarantined-message.js';
import { QuarantineRow } from './quarantine.row.js';

export interface QuarantineFilter {
  readonly meterNumber?: string | undefined;
  readonly code?: string | undefined;
  readonly before?: readonly [at: string, id: string] | undefined;
  readonly limit: number;
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
  async list(tx: Tx, { meterNumber, code, before, limit }: QuarantineFilter): Promise<readonly QuarantinedMessage[]> {
    const rows = await sql<QuarantineRow>(
      tx,
      `select ${columnsOf(QuarantineRow, 'message')} from quarantine as message
       where utility = $1 and ($2::text is null or meter_number = $2) and ($3::text is null or code = $3)
         and ($4::timestamptz is null or (last_received_at, id) < ($4, $5::uuid))
       order by last_received_at desc, id desc limit $6`,
      [tx.utility, meterNumber ?? null, code ?? null, before?.[0] ?? null, before?.[1] ?? null, limit],
    );
    return rows.map(fromRow);
  }
}

/** PostgreSQL's text holds no NUL. */
const storable = (text: string): string => text.replaceAll('\0', '\u{fffd}');

const fromRow = ({ utility: _utility, payloadDigest: _digest, meterNumber, ...row }: QuarantineRow): QuarantinedMessage =>
  present({ ...row, meterNumber: meterNumber ?? undefined });
