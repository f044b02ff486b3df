import { AccountPricingChanged } from '@openprepay/contracts/billing';
import { present } from '@openprepay/contracts/present';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Tx } from '@openprepay/persistence/tx';
import type { Account } from '../accounts/account.js';
import type { Debt } from '../debts/debt.js';

/** Tells vending the whole of what an account's vends are priced by. */
export const publishAccountPricing = (outbox: Outbox, tx: Tx, { account, debts, changedAt }: AccountPricing): Promise<void> =>
  outbox.append(tx, AccountPricingChanged, {
    accountNumber: account.accountNumber,
    revision: account.pricingRevision,
    currency: account.currency,
    ...present({ tariffCode: account.tariffCode }),
    debts: debts.map(({ id, code, chargedMinor, settledElsewhereMinor, recovery }) => ({
      debtId: id,
      code,
      chargedMinor,
      settledElsewhereMinor,
      recovery,
    })),
    changedAt,
  });

export interface AccountPricing {
  readonly account: Account;
  readonly debts: readonly Debt[];
  readonly changedAt: Date;
}
