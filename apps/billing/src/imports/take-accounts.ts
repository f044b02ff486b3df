import { AccountPricingChanged } from '@openprepay/contracts/billing';
import { oneLine } from '@openprepay/contracts/http/text';
import * as wire from '@openprepay/contracts/wire';
import type { ImportRun } from '@openprepay/imports/import-run';
import type { CellFlaw } from '@openprepay/imports/read-cells';
import type { RowTaker } from '@openprepay/imports/take-rows';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { z } from 'zod';
import type { Account } from '../accounts/account.js';
import type { AccountRepository } from '../accounts/account.repository.js';
import { openedAccount } from '../accounts/open-account.js';
import { pricingEvent } from '../accounts/publish-account-pricing.js';
import type { TariffRepository } from '../tariffs/tariff.repository.js';

const MAX_NAME_LENGTH = 200;

/** A row of a file of accounts, by its columns. */
const accountRow = z.object({
  accountNumber: wire.accountNumber,
  name: oneLine(MAX_NAME_LENGTH),
  tariffCode: wire.shortCode.optional(),
});
type AccountRowCells = z.output<typeof accountRow>;

/** Opens the accounts of rows together, as one is opened by itself: the same rules and events. */
export class TakeAccounts implements RowTaker<typeof accountRow> {
  readonly schema = accountRow;

  constructor(
    private readonly accounts: AccountRepository,
    private readonly tariffs: TariffRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async take(tx: Tx, rows: readonly AccountRowCells[], { currency }: ImportRun): Promise<ReadonlyMap<number, CellFlaw>> {
    const flaws = new Map<number, CellFlaw>();
    const currencies = await this.tariffs.currencies(tx, [...new Set(rows.flatMap(({ tariffCode }) => tariffCode ?? []))]);
    const wanted = new Map<string, { readonly place: number; readonly account: Account }>();
    for (const [place, row] of rows.entries()) {
      const tariffCurrency = row.tariffCode === undefined ? currency : currencies.get(row.tariffCode);
      if (tariffCurrency === undefined)
        flaws.set(place, { column: 'tariffCode', code: 'billing.tariff_unknown', message: 'there is no such tariff' });
      else if (wanted.has(row.accountNumber)) flaws.set(place, EXISTS);
      else wanted.set(row.accountNumber, { place, account: openedAccount(row, { currency: tariffCurrency, at: this.clock.now() }) });
    }
    const inserted = await this.accounts.insertNew(
      tx,
      [...wanted.values()].map(({ account }) => account),
    );
    const opened: Account[] = [];
    for (const { place, account } of wanted.values()) {
      if (inserted.has(account.accountNumber)) opened.push(account);
      else flaws.set(place, EXISTS);
    }
    await this.outbox.appendAll(
      tx,
      AccountPricingChanged,
      opened.map((account) => ({ data: pricingEvent({ account, debts: [], changedAt: account.openedAt }) })),
    );
    return flaws;
  }
}

const EXISTS: CellFlaw = { column: 'accountNumber', code: 'billing.account_exists', message: 'there is such an account already' };
