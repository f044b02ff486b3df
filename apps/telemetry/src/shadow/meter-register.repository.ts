import { columnsOf, prepared, sql, unnested } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { arrayOf, arrayOfTimes } from './array-of.js';
import { MeterRegisterRow } from './meter-register.row.js';
import type { ReceivedValue, Registers } from './shadow.js';

export interface NewestValue extends ReceivedValue {
  readonly meterNumber: string;
  readonly register: string;
}

export class MeterRegisterRepository {
  async ofMeter(tx: Tx, meterNumber: string): Promise<Registers> {
    const rows = await sql<MeterRegisterRow>(
      tx,
      `select ${columnsOf(MeterRegisterRow, 'newest')} from meter_register as newest
       where utility = $1 and meter_number = $2 order by register`,
      [tx.utility, meterNumber],
    );
    return Object.fromEntries(rows.map(({ register, value, ts, receivedAt }) => [register, { value, ts, receivedAt }]));
  }

  /** Moves registers forward by their effective time, never back. @param newest one per meter and register */
  async moveForward(tx: Tx, newest: readonly NewestValue[]): Promise<void> {
    await prepared(tx, MOVE_FORWARD, [
      tx.utility,
      arrayOf(newest, ({ meterNumber }) => meterNumber),
      arrayOf(newest, ({ register }) => register),
      arrayOfTimes(newest, ({ ts }) => ts),
      arrayOf(newest, ({ value }) => value),
      arrayOfTimes(newest, ({ receivedAt }) => receivedAt),
    ]);
  }
}

const MOVE_FORWARD = `
  insert into meter_register (utility, meter_number, register, ts, value, received_at)
  select $1, meter_number, register, ts, value, received_at
  from ${unnested(2, 'text', 'text', 'timestamptz', 'numeric', 'timestamptz')} as incoming(meter_number, register, ts, value, received_at)
  order by meter_number, register
  on conflict (utility, meter_number, register) do update set value = excluded.value, ts = excluded.ts, received_at = excluded.received_at
  where (least(meter_register.ts, meter_register.received_at), meter_register.received_at, meter_register.ts)
    < (least(excluded.ts, excluded.received_at), excluded.received_at, excluded.ts)`;
