import type { Principal } from '@openprepay/contracts/identity';
import { AlarmCleared } from '@openprepay/contracts/telemetry';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { stormUnknown } from './find-storm.js';
import type { Settled, StormAlarmRepository } from './storm-alarm.repository.js';
import type { StormRepository } from './storm.repository.js';

/** Acknowledges or clears the alarms of a storm together, so many in one transaction. */
export class SettleStorm {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly storms: StormRepository,
    private readonly alarms: StormAlarmRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** Somebody has looked at all of them. @throws {TelemetryError} `telemetry.storm_unknown` */
  async acknowledge(caller: Principal, { stormId }: { readonly stormId: string }): Promise<Settled> {
    return this.unitOfWork.run(caller.utility, async (tx) => {
      if (!(await this.storms.isKnown(tx, stormId))) throw stormUnknown();
      return this.alarms.acknowledge(tx, stormId, { acknowledgedAt: this.clock.now(), acknowledgedBy: caller.username });
    });
  }

  /**
   * Says why there is nothing left to look at. Of a storm that is not over its end tells; those that a storm has left are told of one by
   * one, as they were when it left them.
   *
   * @throws {TelemetryError} `telemetry.storm_unknown`
   */
  async clear(caller: Principal, { stormId, reason }: { readonly stormId: string; readonly reason: string }): Promise<Settled> {
    return this.unitOfWork.run(caller.utility, async (tx) => {
      // Before whoever ends storms looks at this one, or after: what is told of its alarms is of a storm that is over, or of one that is not.
      await this.storms.lock(tx);
      const storm = await this.storms.find(tx, stormId);
      if (storm === undefined) throw stormUnknown();
      const clearing = { clearedAt: this.clock.now(), clearedBy: caller.username, clearReason: reason };
      const { alarms, left } = await this.alarms.clear(tx, stormId, clearing);
      const { clearedAt, clearedBy } = clearing;
      if (storm.endedAt !== undefined)
        await this.outbox.appendAll(
          tx,
          AlarmCleared,
          alarms.map((alarm) => ({ data: { ...alarm, clearedAt, clearedBy, reason } })),
        );
      return { alarms: alarms.length, left };
    });
  }
}
