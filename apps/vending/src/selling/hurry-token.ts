import { TokenAwaited } from '@openprepay/contracts/vending';
import { BoundedMap } from '@openprepay/pace/bounded-map';
import { settlesWithin } from '@openprepay/pace/time-limit';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Logger } from '@openprepay/runtime/logger';
import type { VendSettlements } from '../settling/vend-settlements.js';
import type { VaultRequests } from '../vault-requests/vault-requests.js';
import { tokenRequest } from '../vend/token-request.js';
import type { Vend } from '../vend/vend.js';
import type { VendRepository } from '../vend/vend.repository.js';

/** Of a vault that has nothing else to do an answer comes sooner. */
const HURRY_AFTER_MS = 300;
/** A vault that has answered nothing for so long is away: all that it is asked for meanwhile it finds on its return. */
const ANSWERED_WITHIN_MS = 10_000;
/** Where no other sale has waited for longer, nobody looks again before that: where the house is merely full, many wait. */
const LOOK_AGAIN_MS = 1_000;
const MAX_UTILITIES = 1_000;
/** Nobody is at a till any more who has waited for so long. */
const NOBODY_WAITS_AFTER_MS = 60_000;

/**
 * After an outage the vault has requests to see to that nobody waits for any more, and what is asked for now is on the bus behind them. A
 * sale that somebody waits for is asked for once more then, by a way of its own.
 */
export class HurryToken {
  /** By utility, until when (`performance.now()`) none is taken to wait. */
  private readonly calm = new BoundedMap<string, number>(MAX_UTILITIES);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vends: VendRepository,
    private readonly requests: VaultRequests,
    private readonly settlements: VendSettlements,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** Never throws: the sale is made, and its token comes. @param answer of the vault, however it ends */
  async execute(utility: string, vend: Vend, answer: Promise<unknown>): Promise<void> {
    if (await settlesWithin(answer, HURRY_AFTER_MS)) return;
    if (!this.settlements.answeredWithin(ANSWERED_WITHIN_MS) || performance.now() < (this.calm.get(utility) ?? 0)) return;
    try {
      await this.unitOfWork.run(utility, async (tx) => {
        const now = this.clock.now();
        if (await this.vends.hasUnanswered(tx, new Date(now.getTime() - NOBODY_WAITS_AFTER_MS))) {
          await this.requests.append(tx, TokenAwaited, tokenRequest(vend, now));
        } else this.calm.set(utility, performance.now() + LOOK_AGAIN_MS);
      });
    } catch (error) {
      this.logger.warn({ err: error, vendId: vend.vendId }, 'a token that is waited for could not be asked for once more');
    }
  }
}
