import { AccountPricingChanged, type PricedDebt } from '@openprepay/contracts/billing';
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

  async execute(tx: Tx, { account, debts, changedAt }: AccountPricing): Promise<void> {
    const { accountNumber, pricingRevision, currency, tariffCode } = account;
    await this.outbox.append(
      tx,
      AccountPricingChanged,
      present({ accountNumber, revision: pricingRevision, currency, tariffCode, debts, changedAt }),
    );
  }
}
