import { TokenRequested } from '@openprepay/contracts/vending';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES, inUtility } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { tokenRequest } from '../vend/token-request.js';
import type { Vend } from '../vend/vend.js';
import type { VendRepository } from '../vend/vend.repository.js';

/** Requests sent again in one go at most: a vault that was away for long is not flooded on its return. */
export const MAX_RESENT_REQUESTS = 100;

export interface ResendSettings {
  /** How long an answer is waited for before it is asked for again. */
  readonly tokenRetryMs: number;
}

/** Asks again for tokens that the vault has not answered for. It answers the same request with the same token, so this is always safe. */
export class ResendTokenRequests {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vends: VendRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly settings: ResendSettings,
  ) {}

  /** For every utility. @returns how many were asked for again */
  execute(): Promise<number> {
    return this.unitOfWork.run(ALL_UTILITIES, async (tx) => {
      const now = this.clock.now();
      const before = new Date(now.getTime() - this.settings.tokenRetryMs);
      const due = await this.vends.takeUnanswered(tx, { before, now, limit: MAX_RESENT_REQUESTS });
      for (const [utility, vends] of byUtility(due)) {
        const requests = vends.map((vend) => ({ data: tokenRequest(vend, now) }));
        await inUtility(tx, utility, (owned) => this.outbox.appendAll(owned, TokenRequested, requests));
      }
      return due.length;
    });
  }
}

function byUtility(due: readonly { readonly utility: string; readonly vend: Vend }[]): ReadonlyMap<string, readonly Vend[]> {
  const grouped = new Map<string, Vend[]>();
  for (const { utility, vend } of due) grouped.set(utility, [...(grouped.get(utility) ?? []), vend]);
  return grouped;
}
