import { MeterPresenceChanged } from '@openprepay/contracts/telemetry';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { apart } from '@openprepay/runtime/apart';
import type { Logger } from '@openprepay/runtime/logger';
import type { MeterRepository } from '../meters/meter.repository.js';
import type { MeterStateRepository } from '../shadow/meter-state.repository.js';
import { limits } from '../telemetry-limits.js';

export interface PresenceSettings {
  /** A meter that was not heard of for this long counts as offline. */
  readonly staleMs: number;
}

/** Marks meters offline that were not heard of for long: a broker that was killed sends no last wills. */
export class SweepPresence {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly states: MeterStateRepository,
    private readonly meters: MeterRepository,
    private readonly outbox: Outbox,
    private readonly settings: PresenceSettings,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** What fails for one utility keeps no other waiting. @returns how many meters went offline */
  async execute(): Promise<number> {
    const at = this.clock.now();
    const before = new Date(at.getTime() - this.settings.staleMs);
    const utilities = await this.unitOfWork.run(ALL_UTILITIES, async (tx) => {
      await this.states.noneAhead(tx, at);
      return this.states.utilitiesWithStale(tx, before);
    });
    let marked = 0;
    for (const utility of utilities)
      marked += (await apart(this.logger, { task: 'presence', utility }, () => this.sweep(utility, before, at))) ?? 0;
    return marked;
  }

  private sweep(utility: string, before: Date, at: Date): Promise<number> {
    return this.unitOfWork.run(utility, async (tx) => {
      const gone = await this.states.markStale(tx, { before, at, limit: limits.presence.sweepRows });
      const identities = await this.meters.findMany(tx, gone);
      await this.outbox.appendAll(
        tx,
        MeterPresenceChanged,
        identities.map(({ meterNumber, meterPan }) => ({ data: { meterNumber, meterPan, online: false, at } })),
      );
      return gone.length;
    });
  }
}
