import { AlarmCleared } from '@openprepay/contracts/telemetry';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Tx } from '@openprepay/persistence/tx';
import type { EndedMeterCause } from './alarm-cause.js';
import type { AlarmRepository, Clearing, EndedAlarm, EndedCause } from './alarm.repository.js';

/** Clears the alarms whose cause has ended, and tells of them; of those of a storm the storm's end tells. */
export class EndAlarms {
  constructor(
    private readonly alarms: AlarmRepository,
    private readonly outbox: Outbox,
  ) {}

  async execute(tx: Tx, ended: readonly EndedMeterCause[], clearing: Clearing): Promise<void> {
    if (ended.length === 0) return;
    await this.tell(tx, await this.alarms.clearAll(tx, ended, clearing), clearing);
  }

  /** Those of these kinds, of one meter. */
  async ofMeter(tx: Tx, meterNumber: string, cause: EndedCause): Promise<void> {
    await this.tell(tx, await this.alarms.clearOfMeter(tx, meterNumber, cause), cause);
  }

  private async tell(tx: Tx, cleared: readonly EndedAlarm[], { clearedAt, clearReason: reason }: Clearing): Promise<void> {
    await this.outbox.appendAll(
      tx,
      AlarmCleared,
      cleared.flatMap(({ isOfStorm, ...alarm }) => (isOfStorm ? [] : [{ data: { ...alarm, clearedAt, reason } }])),
    );
  }
}
