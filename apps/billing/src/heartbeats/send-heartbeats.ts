import { PricingHeartbeat } from '@openprepay/contracts/billing';
import { present } from '@openprepay/contracts/present';
import type { Outbox } from '@openprepay/messaging/outbox';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { apart } from '@openprepay/runtime/apart';
import type { Logger } from '@openprepay/runtime/logger';
import { completeUntil } from './heartbeat.js';
import type { HeartbeatRepository } from './heartbeat.repository.js';

/** Versions that one heartbeat names at most. */
const MAX_UNCONFIRMED = 500;

export interface HeartbeatSettings {
  readonly everyMs: number;
  /** How long before it begins a later version is published at the latest; 0: it may begin at once. */
  readonly leadMs: number;
}

/** Tells vending what each utility's pricing comes to, so that it prices by nothing that is out of date. */
export class SendHeartbeats {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly heartbeats: HeartbeatRepository,
    private readonly outbox: Outbox,
    private readonly settings: HeartbeatSettings,
    private readonly logger: Logger,
  ) {}

  /** What fails for one utility keeps no other's vending from knowing that its pricing is alive. */
  async execute(): Promise<void> {
    const { everyMs } = this.settings;
    const utilities = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.heartbeats.utilitiesWithDue(tx, everyMs));
    for (const utility of utilities)
      await apart(this.logger, { task: 'pricing heartbeats', utility }, () =>
        this.unitOfWork.run(utility, async (tx) => {
          const asOf = await this.heartbeats.take(tx, everyMs);
          if (asOf !== undefined) await this.send(tx, asOf);
        }),
      );
  }

  private async send(tx: Tx, asOf: Date): Promise<void> {
    const found = await this.heartbeats.unconfirmed(tx, MAX_UNCONFIRMED + 1);
    const until = completeUntil(asOf, this.settings.leadMs, found[MAX_UNCONFIRMED]);
    const defaults = await this.heartbeats.defaults(tx);
    await this.outbox.append(tx, PricingHeartbeat, {
      asOf,
      ...present({ completeUntil: until }),
      unconfirmed: found.slice(0, MAX_UNCONFIRMED),
      defaults: [...defaults],
    });
  }
}
