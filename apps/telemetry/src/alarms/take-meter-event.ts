import type { ReceivedEvent } from '@openprepay/contracts/event';
import { isKnown } from '@openprepay/contracts/open-enum';
import type { AlarmKind, MeterEventKind, MeterEventReported } from '@openprepay/contracts/telemetry';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { MeterStateRepository } from '../shadow/meter-state.repository.js';
import { effectiveTime, type Relay } from '../shadow/shadow.js';
import type { RaiseAlarm } from './raise-alarm.js';

/** Kinds of events that are alarms of the same name. */
const ALARMS: Partial<Record<MeterEventKind, AlarmKind>> = {
  tamper: 'tamper',
  'cover-open': 'cover-open',
  'credit-low': 'credit-low',
  'credit-zero': 'credit-zero',
};
const RELAY: Partial<Record<MeterEventKind, Relay>> = { 'relay-opened': 'open', 'relay-closed': 'closed' };

/** What an event of a meter means: where its relay stands, and whether somebody has to look. */
export class TakeMeterEvent {
  constructor(
    private readonly raiseAlarm: RaiseAlarm,
    private readonly states: MeterStateRepository,
    private readonly clock: Clock,
  ) {}

  async execute(tx: Tx, event: ReceivedEvent<typeof MeterEventReported>): Promise<void> {
    const { meterNumber, meterPan, kind, seq, ts } = event.data;
    // A kind of a later version: neither a relay nor an alarm of this one.
    if (!isKnown(kind)) return;
    const receivedAt = effectiveTime(event.data.receivedAt, this.clock.now());
    const relay = RELAY[kind];
    if (relay !== undefined) await this.states.setRelay(tx, { meterNumber, at: effectiveTime(ts, receivedAt), seq, receivedAt }, relay);
    const alarmKind = ALARMS[kind];
    if (alarmKind === undefined) return;
    const cause = { meterNumber, meterPan, kind: alarmKind, raisedAt: receivedAt, meterTime: ts };
    await this.raiseAlarm.execute(tx, cause, { cause: event });
  }
}
