import { AccountPricingChanged, type PricedDebt } from '@openprepay/contracts/billing';
import type { EventData } from '@openprepay/contracts/event';
import { present } from '@openprepay/contracts/present';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Tx } from '@openprepay/persistence/tx';
import type { Account } from './account.js';

export interface AccountPricing {
  readonly account: Account;
  /** All of the account's, in the order of recovery. */
  readonly debts: PricedDebt[];
  readonly changedAt: Date;
}

/** Tells vending the whole of what an account's vends are priced by. */
export class PublishAccountPricing {
  constructor(private readonly outbox: Outbox) {}

  async execute(tx: Tx, pricing: AccountPricing): Promise<void> {
    await this.outbox.append(tx, AccountPricingChanged, pricingEvent(pricing));
  }
}

/** What an account's vends are priced by, as vending is told of it. */
export function pricingEvent({ account, debts, changedAt }: AccountPricing): EventData<typeof AccountPricingChanged> {
  const { accountNumber, pricingRevision, currency, tariffCode } = account;
  return present({ accountNumber, revision: pricingRevision, currency, tariffCode, debts, changedAt });
}
