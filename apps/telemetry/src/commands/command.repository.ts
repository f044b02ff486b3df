import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';

export interface MeterCommand {
  readonly commandId: string;
  readonly meterNumber: string;
  readonly kind: 'read-now' | 'relay-open' | 'relay-close' | 'set-interval';
  readonly params: Readonly<Record<string, unknown>>;
  readonly requestedBy: string;
  readonly requestedAt: Date;
  readonly expiresAt: Date;
}

export class CommandRepository {
  async insert(tx: Tx, { commandId, meterNumber, kind, params, requestedBy, requestedAt, expiresAt }: MeterCommand): Promise<void> {
    await sql(
      tx,
      `insert into meter_command (command_id, utility, meter_number, kind, params, requested_by, requested_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [commandId, tx.utility, meterNumber, kind, JSON.stringify(params), requestedBy, requestedAt, expiresAt],
    );
  }
}
