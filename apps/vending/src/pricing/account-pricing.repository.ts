import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { AccountPricing } from './account-pricing.js';
import { AccountPricingRow } from './account-pricing.row.js';

export class AccountPricingRepository {
  /** @returns whether it was stored; an older revision than the known one is not */
  async store(tx: Tx, { accountNumber, revision, currency, tariffCode, debts }: AccountPricing): Promise<boolean> {
    const stored = await sql(
      tx,
      `insert into account_pricing (utility, account_number, revision, currency, tariff_code, has_debts) values ($1, $2, $3, $4, $5, $6)
       on conflict (utility, account_number) do update
       set revision = excluded.revision, currency = excluded.currency, tariff_code = excluded.tariff_code, has_debts = excluded.has_debts
       where account_pricing.revision <= excluded.revision
       returning 1`,
      [tx.utility, accountNumber, revision, currency, tariffCode ?? null, debts.length > 0],
    );
    return stored.length > 0;
  }

  /** Of an account that is known. */
  async revision(tx: Tx, accountNumber: string): Promise<number> {
    const { revision } = await entities(tx).findOneByOrFail(AccountPricingRow, { utility: tx.utility, accountNumber });
    return revision;
  }
}
