import { PricingApplied } from '@openprepay/contracts/vending';
import { consume } from '@openprepay/messaging/consume';
import { notify } from '@openprepay/persistence/notifications';
import type { AccountRepository } from '../accounts/account.repository.js';
import { PRICING_APPLIED_CHANNEL, pricingAppliedPayload } from './await-pricing-applied.js';

/** Vending has stored an account's pricing: those who wait for it may answer. */
export const notePricingApplied = (accounts: AccountRepository) =>
  consume(PricingApplied, { group: 'billing.note-pricing-applied' }, async ({ data, utility }, tx) => {
    await accounts.noteApplied(tx, data.accountNumber, data.revision);
    await notify(tx, PRICING_APPLIED_CHANNEL, pricingAppliedPayload(utility, data.accountNumber));
  });
