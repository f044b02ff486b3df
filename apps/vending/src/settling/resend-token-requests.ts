import { TokenRequestCancelled, TokenRequested, VendStuck } from '@openprepay/contracts/vending';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { sharedOut } from '@openprepay/runtime/apart';
import type { Logger } from '@openprepay/runtime/logger';
import type { VaultRequests } from '../vault-requests/vault-requests.js';
import { tokenRequest, tokenRequestCancelled } from '../vend/token-request.js';
import type { Vend } from '../vend/vend.js';
import type { VendRepository } from '../vend/vend.repository.js';
import type { SettlingMetrics } from './settling-metrics.js';
import { stuckEvent } from './vend-events.js';

/** Requests sent again in one go at most: a vault that was away for long is not flooded on its return. */
export const MAX_RESENT_REQUESTS = 100;
/** How often a stuck vend is asked for: whatever keeps it has lasted longer than any outage, and each time may leave one more parked message. */
export const STUCK_RETRY_MS = 3_600_000;

export interface ResendSettings {
  /** How long an answer is waited for before it is asked for again. */
  readonly tokenRetryMs: number;
  /** How long a vend may be without an answer before it is stuck. */
  readonly vendStuckMs: number;
}

export interface Resent {
  readonly asked: number;
  /** Vends that have been found to be stuck now. */
  readonly newlyStuck: number;
}

/**
 * Asks again for answers that the vault has not given: for a token, or for the refusal of a vend that is cancelled. It answers the same
 * request with the same answer, so this is always safe. What has had no answer for too long is marked and told, once.
 */
export class ResendTokenRequests {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vends: VendRepository,
    private readonly requests: VaultRequests,
    private readonly outbox: Outbox,
    private readonly metrics: SettlingMetrics,
    private readonly clock: Clock,
    private readonly settings: ResendSettings,
    private readonly logger: Logger,
  ) {}

  /** For every utility; what fails for one keeps no other waiting. */
  async execute(): Promise<Resent> {
    const now = this.clock.now();
    const ago = (ms: number): Date => new Date(now.getTime() - ms);
    const since = {
      now,
      askedBefore: ago(this.settings.tokenRetryMs),
      stuckBefore: ago(this.settings.vendStuckMs),
      stuckAskedBefore: ago(Math.max(STUCK_RETRY_MS, this.settings.tokenRetryMs)),
    };
    const utilities = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.vends.utilitiesWithUnanswered(tx, since));
    let newlyStuck = 0;
    const asked = await sharedOut(
      this.logger,
      { task: 'unanswered vends', utilities, limit: MAX_RESENT_REQUESTS },
      async (utility, limit) => {
        const due = await this.unitOfWork.run(utility, async (tx) => {
          const taken = await this.vends.takeUnanswered(tx, { ...since, limit });
          await this.send(tx, taken, now);
          return taken;
        });
        const stuck = due.filter((vend) => isNewlyStuck(vend, now)).length;
        this.metrics.stuck(stuck);
        newlyStuck += stuck;
        return due.length;
      },
    );
    return { asked, newlyStuck };
  }

  private async send(tx: Tx, vends: readonly Vend[], now: Date): Promise<void> {
    const requests = vends.filter(({ cancellation }) => !cancellation).map((vend) => ({ data: tokenRequest(vend, now) }));
    const cancelled = vends.flatMap((vend) => (vend.cancellation ? [{ data: tokenRequestCancelled(vend, vend.cancellation) }] : []));
    const stuck = vends.filter((vend) => isNewlyStuck(vend, now)).map((vend) => ({ data: stuckEvent(vend, now) }));
    await this.requests.appendAll(tx, TokenRequested, requests);
    await this.requests.appendAll(tx, TokenRequestCancelled, cancelled);
    await this.outbox.appendAll(tx, VendStuck, stuck);
  }
}

const isNewlyStuck = ({ stuckSince }: Vend, now: Date): boolean => stuckSince?.getTime() === now.getTime();
