import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { DeliveryState } from './delivery.js';

export interface DeliveryFilter {
  readonly meterNumber?: string | undefined;
  readonly vendId?: string | undefined;
  readonly state?: DeliveryState | undefined;
  readonly before?: readonly [at: string, id: string] | undefined;
  readonly limit: number;
}

/** A delivery as a list shows it. */
export interface ListedDelivery {
  readonly deliveryId: string;
  readonly vendId: string;
  readonly meterNumber: string;
  readonly state: DeliveryState;
  readonly code: string | null;
  readonly attempts: number;
  /** Of the vend. */
  readonly traceId: string | null;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
  readonly settledAt: Date | null;
  readonly expiresAt: Date;
  /** `createdAt` to the microsecond: what a list goes on after. */
  readonly place: string;
}

export class DeliveryListRepository {
  /** Newest first. */
  async list(tx: Tx, { meterNumber, vendId, state, before, limit }: DeliveryFilter): Promise<readonly ListedDelivery[]> {
    return sql<ListedDelivery>(
      tx,
      `select delivery_id as "deliveryId", vend_id as "vendId", meter_number as "meterNumber", state, code, attempts,
         split_part(traceparent, '-', 2) as "traceId",
         created_at as "createdAt", sent_at as "sentAt", settled_at as "settledAt", expires_at as "expiresAt",
         to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as place
       from token_delivery
       where utility = $1 and ($2::text is null or meter_number = $2) and ($3::uuid is null or vend_id = $3)
         and ($4::text is null or state = $4) and ($5::timestamptz is null or (created_at, delivery_id) < ($5, $6::uuid))
       order by created_at desc, delivery_id desc limit $7`,
      [tx.utility, meterNumber ?? null, vendId ?? null, state ?? null, before?.[0] ?? null, before?.[1] ?? null, limit],
    );
  }
}
