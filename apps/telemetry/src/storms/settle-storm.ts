import type { Principal } from '@openprepay/contracts/identity';
import { AlarmAcknowledged, AlarmCleared, AlarmStormSettled } from '@openprepay/contracts/telemetry';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { stormUnknown } from './find-storm.js';
import type { Storm } from './storm.js';
import type { Settled, StormAlarmRepository } from './storm-alarm.repository.js';
import type { StormRepository } from './storm.repository.js';

/**
 * Acknowledges or clears the alarms of a storm together, so many in one transaction. Of a storm that goes on this is told as one act;
 * those that a storm has left are told of one by one, as they were when it left them.
 */
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
      const storm = await this.hold(tx, stormId);
      const acknowledgement = { acknowledgedAt: this.clock.now(), acknowledgedBy: caller.username };
      const { alarms, left } = await this.alarms.acknowledge(tx, stormId, acknowledgement);
      const { acknowledgedAt: settledAt, acknowledgedBy: settledBy } = acknowledgement;
      if (storm.endedAt === undefined) await this.tell(tx, storm, { what: 'acknowledged', alarms: alarms.length, settledAt, settledBy });
      else
        await this.outbox.appendAll(
          tx,
          AlarmAcknowledged,
          alarms.map((alarm) => ({ data: { ...alarm, ...acknowledgement } })),
        );
      return { alarms: alarms.length, left };
    });
  }

  /** Says why there is nothing left to look at. @throws {TelemetryError} `telemetry.storm_unknown` */
  async clear(caller: Principal, { stormId, reason }: { readonly stormId: string; readonly reason: string }): Promise<Settled> {
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const storm = await this.hold(tx, stormId);
      const clearing = { clearedAt: this.clock.now(), clearedBy: caller.username, clearReason: reason };
      const { alarms, left } = await this.alarms.clear(tx, stormId, clearing);
      const { clearedAt, clearedBy } = clearing;
      if (storm.endedAt === undefined)
        await this.tell(tx, storm, { what: 'cleared', alarms: alarms.length, settledAt: clearedAt, settledBy: clearedBy, reason });
      else
        await this.outbox.appendAll(
          tx,
          AlarmCleared,
          alarms.map((alarm) => ({ data: { ...alarm, clearedAt, clearedBy, reason } })),
        );
      return { alarms: alarms.length, left };
    });
  }

  /** Before whoever ends storms looks at this one, or after: what is told of its alarms is of a storm that is over, or of one that is not. */
  private async hold(tx: Tx, stormId: string): Promise<Storm> {
    await this.storms.lock(tx);
    const storm = await this.storms.find(tx, stormId);
    if (storm === undefined) throw stormUnknown();
    return storm;
  }

  /** Nothing, where nobody had left anything to settle. */
  private async tell(tx: Tx, { stormId, networkNode }: Storm, act: Act): Promise<void> {
    if (act.alarms > 0) await this.outbox.append(tx, AlarmStormSettled, { stormId, networkNode, ...act });
  }
}

interface Act {
  readonly what: 'acknowledged' | 'cleared';
  readonly alarms: number;
  readonly settledAt: Date;
  readonly settledBy: string;
  readonly reason?: string;
}
