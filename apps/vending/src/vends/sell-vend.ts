import { VendingError } from '../vending-error.js';
import type { AcceptedVend, AcceptVend, AcceptVendCommand } from './accept-vend.js';
import type { PricingKnowledge } from './pricing-knowledge.js';
import { isSettled, type Vend } from './vend.js';

export interface SoldVend {
  /** Completed, or still awaiting its token. */
  readonly vend: Vend;
  readonly replayed: boolean;
}

/** A whole sale as a point of sale sees it: accepts the vend and waits for its token. */
export class SellVend {
  constructor(
    private readonly acceptVend: AcceptVend,
    private readonly pricing: PricingKnowledge,
  ) {}

  /** @throws {VendingError} `vending.token_refused` where the vend has failed, and as `AcceptVend.execute` */
  async execute(command: AcceptVendCommand): Promise<SoldVend> {
    const { vend: accepted, replayed, answer } = await this.acceptOncePriced(command);
    const vend = isSettled(accepted) ? accepted : ((await answer()) ?? accepted);
    if (vend.outcome.state !== 'failed') return { vend, replayed };
    throw new VendingError('vending.token_refused', `nothing was sold, the vault refused: ${vend.outcome.code} (${vend.outcome.reason})`);
  }

  /** A meter may be sold to before billing's word about its tariff or account has arrived: that is waited for, once. */
  private async acceptOncePriced(command: AcceptVendCommand): Promise<AcceptedVend> {
    try {
      return await this.acceptVend.execute(command);
    } catch (error) {
      if (!(error instanceof VendingError) || error.code !== 'vending.pricing_unknown') throw error;
      await this.pricing.await(command.utility, command.request.meterNumber);
      return this.acceptVend.execute(command);
    }
  }
}
