import { AlarmRaised, AlarmStormBegan, AlarmStormEnded, AlarmStormGrew } from '@openprepay/contracts/telemetry';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { Severity } from '../alarm-rules/alarm-rule.js';
import { limits } from '../telemetry-limits.js';
import { isOver, type Storm, stormNodes } from './storm.js';
import type { StormRepository, Taking } from './storm.repository.js';

/**
 * Makes one storm of many meters of one part of the network that went silent within minutes: their alarms are raised with it and
 * told of by it alone. Meters that follow within minutes join it. It ends when they are back; the few that are not have alarms of
 * their own then.
 */
export class GatherStorms {
  constructor(
    private readonly storms: StormRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /**
   * @param severity of the alarms of meters that are away; undefined where that is none: storms end, and none begins
   * @returns how many meters storms have taken; where that is `takenAtOnce` or more, others may wait for the next transaction
   */
  async execute(tx: Tx, severity: Severity | undefined): Promise<number> {
    await this.storms.lock(tx);
    const at = this.clock.now();
    let taken = 0;
    for (const storm of await this.storms.open(tx)) {
      if (taken >= limits.storms.takenAtOnce) return taken;
      taken += await this.follow(tx, storm, { at, severity });
    }
    if (severity === undefined) return taken;
    const after = windowBefore(at);
    for (const networkNode of stormNodes(await this.storms.struck(tx, { after, at }))) {
      if (taken >= limits.storms.takenAtOnce) return taken;
      taken += await this.begin(tx, { stormId: this.clock.newId(), networkNode, after, at, severity });
    }
    return taken;
  }

  /** Those that were away when it began, and are still to be taken, are its own however long that takes. */
  private async follow(tx: Tx, storm: Storm, { at, severity }: Judging): Promise<number> {
    const mayGrow = severity !== undefined && storm.lastJoinedAt > windowBefore(at);
    const joined = mayGrow ? await this.storms.take(tx, { ...storm, after: windowBefore(storm.beganAt), at, severity }) : 0;
    const ends = joined === 0 && isOver(storm);
    const meters = joined > 0 ? await this.storms.grow(tx, storm.stormId, at) : storm.meters;
    if (ends || at.getTime() - storm.toldAt.getTime() >= limits.storms.toldEveryMs) await this.tellGrowth(tx, { ...storm, meters }, at);
    if (ends) await this.end(tx, storm, { at, severity });
    return joined;
  }

  private async tellGrowth(tx: Tx, { stormId, networkNode, meters, beganAt, toldMeters }: Storm, toldAt: Date): Promise<void> {
    if (meters <= toldMeters) return;
    await this.storms.told(tx, stormId, { toldMeters: meters, toldAt });
    await this.outbox.append(tx, AlarmStormGrew, { stormId, networkNode, meters, joined: meters - toldMeters, beganAt });
  }

  private async begin(tx: Tx, taking: Taking): Promise<number> {
    const { stormId, networkNode, at: beganAt } = taking;
    const meters = await this.storms.take(tx, taking);
    if (meters === 0) return 0;
    const storm = { stormId, networkNode, meters, beganAt };
    await this.storms.begin(tx, { ...storm, lastJoinedAt: beganAt, toldMeters: meters, toldAt: beganAt });
    await this.outbox.append(tx, AlarmStormBegan, storm);
    return meters;
  }

  /** The alarms that are left are told of, unless such an alarm is none by now. */
  private async end(tx: Tx, { stormId, networkNode, meters, beganAt }: Storm, { at: endedAt, severity }: Judging): Promise<void> {
    const left = await this.storms.end(tx, stormId, endedAt);
    await this.outbox.append(tx, AlarmStormEnded, { stormId, networkNode, meters, beganAt, endedAt, left: left.length });
    if (severity === undefined) return;
    await this.outbox.appendAll(
      tx,
      AlarmRaised,
      left.map((alarm) => ({ data: { ...alarm, stormId, kind: 'offline' as const } })),
    );
  }
}

interface Judging {
  readonly at: Date;
  readonly severity: Severity | undefined;
}

const windowBefore = (at: Date): Date => new Date(at.getTime() - limits.storms.withinMs);
