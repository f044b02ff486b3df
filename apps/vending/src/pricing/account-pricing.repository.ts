import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { AccountPricing } from './account-pricing.js';
import { AccountPricingRow } from './account-pricing.row.js';

/** Before any revision of billing's. */
const UNTOLD = -1;

/** Of accounts `a`, those that billing has told of. */
export const TOLD = `a.revision > ${UNTOLD}`;

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

  /** An account of which billing has told nothing yet, as far as it is known whose debts were paid: nothing is priced by it. */
  async foresee(tx: Tx, accountNumber: string, currency: string): Promise<void> {
    await sql(
      tx,
      `insert into account_pricing (utility, account_number, revision, currency, has_debts) values ($1, $2, ${UNTOLD}, $3, false)
       on conflict (utility, account_number) do nothing`,
      [tx.utility, accountNumber, currency],
    );
  }

  /** Of an account that is known. */
  async revision(tx: Tx, accountNumber: string): Promise<number> {
    const { revision } = await entities(tx).findOneByOrFail(AccountPricingRow, { utility: tx.utility, accountNumber });
    return revision;
  }
}
