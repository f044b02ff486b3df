import type { EventData, ReceivedEvent } from '@openprepay/contracts/event';
import { isKnown } from '@openprepay/contracts/open-enum';
import type { AlarmKind, MeterEventKind, MeterEventReported } from '@openprepay/contracts/telemetry';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { MeterRegisterRepository } from '../shadow/meter-register.repository.js';
import type { MeterStateRepository } from '../shadow/meter-state.repository.js';
import { CREDIT_REGISTER, effectiveTime, type Relay } from '../shadow/shadow.js';
import { limits } from '../telemetry-limits.js';
import type { AlarmBeginningRepository } from './alarm-beginning.repository.js';
import type { MeterCause } from './alarm-cause.js';
import type { AlarmCauseRepository } from './alarm-cause.repository.js';
import type { EndAlarms } from './end-alarms.js';
import { isLaterWord, type MeterWord } from './meter-word.js';
import type { RaiseAlarm } from './raise-alarm.js';

/** Kinds of events that are alarms of the same name. */
const ALARMS: Partial<Record<MeterEventKind, AlarmKind>> = {
  tamper: 'tamper',
  'cover-open': 'cover-open',
  'credit-low': 'credit-low',
  'credit-zero': 'credit-zero',
  'magnetic-field': 'magnetic-field',
  'battery-low': 'battery-low',
};
/** Kinds of events that say that an alarm's cause has ended. */
const ENDS: Partial<Record<MeterEventKind, AlarmKind>> = {
  'cover-closed': 'cover-open',
  'magnetic-field-ended': 'magnetic-field',
  'battery-replaced': 'battery-low',
};
const HAS_END: ReadonlySet<AlarmKind> = new Set(Object.values(ENDS));
/** These last until the meter says something else. */
const LASTING: ReadonlySet<AlarmKind> = new Set(['credit-low', 'credit-zero', 'battery-low']);
const OF_CREDIT: ReadonlySet<AlarmKind> = new Set(['credit-low', 'credit-zero']);
/** Ends are written with this reason. */
const METER_SAYS_SO = 'the meter says that it has ended';
const RELAY: Partial<Record<MeterEventKind, Relay>> = { 'relay-opened': 'open', 'relay-closed': 'closed' };

/** What an event of a meter means: where its relay stands, and whether somebody has to look. */
export class TakeMeterEvent {
  constructor(
    private readonly raiseAlarm: RaiseAlarm,
    private readonly endAlarms: EndAlarms,
    private readonly causes: AlarmCauseRepository,
    private readonly beginnings: AlarmBeginningRepository,
    private readonly states: MeterStateRepository,
    private readonly registers: MeterRegisterRepository,
    private readonly clock: Clock,
  ) {}

  async execute(tx: Tx, event: ReceivedEvent<typeof MeterEventReported>): Promise<void> {
    const { meterNumber, meterPan, kind, seq, ts } = event.data;
    // A kind of a later version: neither a relay nor an alarm of this one.
    if (!isKnown(kind)) return;
    const receivedAt = effectiveTime(event.data.receivedAt, this.clock.now());
    const at = effectiveTime(ts, receivedAt);
    const relay = RELAY[kind];
    if (relay !== undefined) await this.states.setRelay(tx, { meterNumber, at, seq, receivedAt }, relay);
    const ended = ENDS[kind];
    if (ended !== undefined) await this.end(tx, { meterNumber, kind: ended }, { at, seq, receivedAt });
    const alarmKind = ALARMS[kind];
    if (alarmKind !== undefined && HAS_END.has(alarmKind)) await this.begin(tx, { meterNumber, kind: alarmKind }, { at, seq, receivedAt });
    if (alarmKind === undefined || (OF_CREDIT.has(alarmKind) && (await this.isOvertaken(tx, event.data)))) return;
    const cause = { meterNumber, meterPan, kind: alarmKind, raisedAt: receivedAt, meterTime: ts };
    const [alarm] = await this.raiseAlarm.execute(tx, cause, { cause: event });
    if (LASTING.has(alarmKind)) await this.causes.begin(tx, [{ meterNumber, kind: alarmKind, since: at, alarmId: alarm?.alarmId }]);
  }

  /** A beginning that is told again, as by a meter that did not hear its PUBACK or saw it happen twice, holds from then on. */
  private async begin(tx: Tx, cause: MeterCause, word: MeterWord): Promise<void> {
    const known = await this.beginnings.find(tx, cause);
    if (known === undefined || isLaterWord(word, known)) await this.beginnings.put(tx, cause, word);
  }

  /** A word that came late ends nothing that began since; one that is later than the beginning ends it whatever the clock says. */
  private async end(tx: Tx, { meterNumber, kind }: MeterCause, word: MeterWord): Promise<void> {
    const began = await this.beginnings.find(tx, { meterNumber, kind });
    if (began !== undefined && !isLaterWord(word, began)) return;
    const upTo = began === undefined || began.at < word.at ? word.at : began.at;
    await this.endAlarms.ofMeter(tx, meterNumber, { kinds: [kind], upTo, clearedAt: word.receivedAt, clearReason: METER_SAYS_SO });
  }

  /** A word on credit that came late is of what has passed, where the meter has spoken of its credit since. */
  private async isOvertaken(tx: Tx, { meterNumber, ts, receivedAt }: EventData<typeof MeterEventReported>): Promise<boolean> {
    if (receivedAt.getTime() - ts.getTime() <= limits.alarms.lateMs) return false;
    const register = (await this.registers.ofMeter(tx, meterNumber))[CREDIT_REGISTER];
    const said = (await this.states.find(tx, meterNumber))?.credit;
    return [register, said].some((known) => known !== undefined && known.ts > ts);
  }
}
