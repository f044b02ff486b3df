import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { AlarmCauseRepository } from '../alarms/alarm-cause.repository.js';
import type { EndAlarms } from '../alarms/end-alarms.js';
import type { SilentMeterRepository } from './silent-meter.repository.js';

const IS_BACK = 'the meter is back';

/** Knows since when meters are away, and ends the alarms of those that are back. */
export class FollowPresence {
  constructor(
    private readonly silent: SilentMeterRepository,
    private readonly causes: AlarmCauseRepository,
    private readonly endAlarms: EndAlarms,
    private readonly clock: Clock,
  ) {}

  /** @param meterNumbers whose presence has changed */
  async execute(tx: Tx, meterNumbers: Iterable<string>): Promise<void> {
    const changed = [...new Set(meterNumbers)];
    await this.causes.begin(tx, await this.silent.away(tx, changed));
    const back = await this.silent.back(tx, changed);
    await this.endAlarms.execute(
      tx,
      back.map((meterNumber) => ({ meterNumber, kind: 'offline' })),
      { clearedAt: this.clock.now(), clearReason: IS_BACK },
    );
  }
}
