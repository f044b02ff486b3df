import { PricingHeartbeat } from '@openprepay/contracts/billing';
import { present } from '@openprepay/contracts/present';
import type { Outbox } from '@openprepay/messaging/outbox';
import { ALL_UTILITIES, inUtility } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
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
  ) {}

  async execute(): Promise<void> {
    await this.unitOfWork.run(ALL_UTILITIES, async (tx) => {
      for (const { utility, asOf } of await this.heartbeats.takeDue(tx, this.settings.everyMs)) {
        await inUtility(tx, utility, (own) => this.send(own, asOf));
      }
    });
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
