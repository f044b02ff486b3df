import { MESSAGE_RATE_SECONDS } from '@openprepay/contracts/http/telemetry-fleet';
import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { limits } from '../telemetry-limits.js';
import type { CountRepository } from './count.repository.js';
import type { Fleet } from './fleet.js';

/** The caller's meters as a whole, from counts that are kept as they change: a large fleet is no slower to look at than a small one. */
export class FindFleet {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly counts: CountRepository,
    private readonly clock: Clock,
  ) {}

  async execute(caller: Principal): Promise<Fleet> {
    const asOf = this.clock.now();
    const lately = { from: new Date(asOf.getTime() - limits.fleet.deliveriesMs), to: new Date(asOf.getTime() + limits.fleet.deliveriesMs) };
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const [presence, pending, ended, openAlarms, messages] = await Promise.all([
        this.counts.presence(tx),
        this.counts.pendingDeliveries(tx),
        this.counts.deliveries(tx, lately),
        this.counts.openAlarms(tx),
        this.counts.messagesOfLastMinute(tx),
      ]);
      const metersOf = (which: string): number => presence.find((one) => one.presence === which)?.meters ?? 0;
      const [connected, offline, neverSeen] = [metersOf('connected'), metersOf('offline'), metersOf('never-seen')];
      return {
        meters: connected + offline + neverSeen,
        connected,
        offline,
        neverSeen,
        lastSeen: presence.find((one) => one.presence === 'offline')?.silent ?? [],
        messagesPerSecond: messages / MESSAGE_RATE_SECONDS,
        deliveries: [{ state: 'pending', count: pending }, ...ended.filter(({ state }) => state !== 'pending')],
        openAlarms,
        asOf,
      };
    });
  }
}
