import type { EventData } from '@openprepay/contracts/event';
import type { PricingApplied } from '@openprepay/contracts/vending';
import { notify } from '@openprepay/persistence/notifications';
import type { Tx } from '@openprepay/persistence/tx';
import type { AccountRepository } from './account.repository.js';

export const PRICING_APPLIED_CHANNEL = 'pricing_applied';

export const pricingAppliedPayload = (utility: string, accountNumber: string): string => `${utility}/${accountNumber}`;

/** Vending has stored an account's pricing: those who wait for it may answer. */
export class NotePricingApplied {
  constructor(private readonly accounts: AccountRepository) {}

  async execute(tx: Tx, { accountNumber, revision }: EventData<typeof PricingApplied>): Promise<void> {
    await this.accounts.noteApplied(tx, accountNumber, revision);
    await notify(tx, PRICING_APPLIED_CHANNEL, pricingAppliedPayload(tx.utility, accountNumber));
  }
}
