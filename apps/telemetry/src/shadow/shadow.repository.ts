import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';

export interface RegisterValue {
  readonly value: string;
  readonly ts: Date;
}

/** What is known of a meter from the meter itself. */
export interface Shadow {
  readonly meterNumber: string;
  readonly connected: boolean;
  readonly lastSeenAt?: Date;
  readonly firmware?: string;
  readonly relay?: 'open' | 'closed';
  /** In the commodity's unit, as the meter said it last. */
  readonly creditRemaining?: string;
  readonly registers: Readonly<Record<string, RegisterValue>>;
}

/** Credit left on the meter, as meters of this platform report it among their registers. */
export const CREDIT_REGISTER = '0-0:19.10.0';

interface StateRow {
  readonly meter_number: string;
  readonly connected: boolean | null;
  readonly last_seen_at: Date | null;
  readonly firmware: string | null;
  readonly relay: 'open' | 'closed' | null;
  readonly credit_remaining: string | null;
  readonly credit_at: Date | null;
}

interface RegisterRow {
  readonly register: string;
  readonly value: string;
  readonly ts: Date;
}

export class ShadowRepository {
  async find(tx: Tx, meterNumber: string): Promise<Shadow | undefined> {
    const [state] = await sql<StateRow>(
      tx,
      `select meter.meter_number, connected, last_seen_at, firmware, relay, credit_remaining, credit_at
       from meter left join meter_state using (utility, meter_number) where meter.utility = $1 and meter.meter_number = $2`,
      [tx.utility, meterNumber],
    );
    if (!state) return undefined;
    const registers = await sql<RegisterRow>(
      tx,
      'select register, value::text, ts from meter_register where utility = $1 and meter_number = $2 order by register',
      [tx.utility, meterNumber],
    );
    return toShadow(state, registers);
  }
}

function toShadow(state: StateRow, registers: readonly RegisterRow[]): Shadow {
  const credit = registers.find(({ register }) => register === CREDIT_REGISTER);
  const fromRegister = credit !== undefined && (state.credit_at === null || credit.ts >= state.credit_at);
  const creditRemaining = fromRegister ? credit.value : state.credit_remaining;
  return {
    meterNumber: state.meter_number,
    connected: state.connected ?? false,
    registers: Object.fromEntries(registers.map(({ register, value, ts }) => [register, { value, ts }])),
    ...(state.last_seen_at === null ? {} : { lastSeenAt: state.last_seen_at }),
    ...(state.firmware === null ? {} : { firmware: state.firmware }),
    ...(state.relay === null ? {} : { relay: state.relay }),
    ...(creditRemaining === null ? {} : { creditRemaining }),
  };
}
