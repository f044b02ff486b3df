import { TariffApplied } from '@openprepay/contracts/vending';
import type { Caused, Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { announcePricing } from './announce-pricing.js';
import { type Heartbeat, MAX_AHEAD_MS, type NamedVersion } from './heartbeat.js';
import type { HeartbeatRepository } from './heartbeat.repository.js';
import type { TariffVersionRepository } from './tariff-version.repository.js';

/** Keeps how far this service's copy of pricing can be trusted, and tells billing again of versions that are here after all. */
export class StoreHeartbeat {
  constructor(
    private readonly heartbeats: HeartbeatRepository,
    private readonly versions: TariffVersionRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** Safe to repeat, and in any order: an earlier one than the known one changes nothing. */
  async execute(tx: Tx, { unconfirmed, cause, ...heartbeat }: Caused<Heartbeat>): Promise<void> {
    const appliedAt = this.clock.now();
    if (heartbeat.asOf.getTime() > appliedAt.getTime() + MAX_AHEAD_MS) return;

    const here = await this.versions.among(tx, unconfirmed);
    const isHere = ({ tariffCode, version }: NamedVersion): boolean => here.has(`${tariffCode}/${version}`);
    await this.heartbeats.store(tx, { ...heartbeat, missing: unconfirmed.filter((named) => !isHere(named)) });
    await this.outbox.appendAll(
      tx,
      TariffApplied,
      unconfirmed.filter(isHere).map(({ tariffCode, version }) => ({ data: { tariffCode, version, appliedAt }, cause })),
    );
    await announcePricing(tx);
  }
}
