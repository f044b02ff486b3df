import type { Commodity } from '@openprepay/contracts/wire';
import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { TariffDocument } from '@openprepay/tariffs';
import { formatTariffDocument } from '@openprepay/tariffs';
import type { AccountPricing } from './supply-pricing.js';
import { TariffVersionRow } from './tariff-version.row.js';

export interface StoredTariffVersion {
  readonly version: number;
  readonly document: unknown;
}

/** This service's own copy of what billing has published. */
export class PricingRepository {
  async tariffVersions(tx: Tx, tariffCode: string): Promise<readonly StoredTariffVersion[]> {
    return entities(tx).findBy(TariffVersionRow, { utility: tx.utility, tariffCode });
  }

  /** A version never changes: hearing of it again changes nothing. */
  async addTariffVersion(tx: Tx, version: number, document: TariffDocument): Promise<void> {
    await sql(tx, 'INSERT INTO tariff_version (utility, tariff_code, version, document) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING', [
      tx.utility,
      document.tariffCode,
      version,
      JSON.stringify(formatTariffDocument(document)),
    ]);
  }

  async setDefaultTariff(tx: Tx, commodity: Commodity, change: { readonly tariffCode: string; readonly changedAt: Date }): Promise<void> {
    await sql(
      tx,
      `INSERT INTO default_tariff (utility, commodity, tariff_code, changed_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (utility, commodity) DO UPDATE SET tariff_code = excluded.tariff_code, changed_at = excluded.changed_at
       WHERE default_tariff.changed_at <= excluded.changed_at`,
      [tx.utility, commodity, change.tariffCode, change.changedAt],
    );
  }

  /** @returns whether it was stored; an older revision than the known one is not */
  async setAccount(tx: Tx, account: AccountPricing): Promise<boolean> {
    const stored = await sql(
      tx,
      `INSERT INTO account_pricing (utility, account_number, revision, currency, tariff_code, has_debts) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (utility, account_number) DO UPDATE
       SET revision = excluded.revision, currency = excluded.currency, tariff_code = excluded.tariff_code, has_debts = excluded.has_debts
       WHERE account_pricing.revision <= excluded.revision
       RETURNING 1`,
      [tx.utility, account.accountNumber, account.revision, account.currency, account.tariffCode ?? null, account.debts.length > 0],
    );
    return stored.length > 0;
  }

  async accountRevision(tx: Tx, accountNumber: string): Promise<number> {
    const [row] = await sql<{ readonly revision: number }>(
      tx,
      'SELECT revision FROM account_pricing WHERE utility = $1 AND account_number = $2',
      [tx.utility, accountNumber],
    );
    return row?.revision ?? 0;
  }
}
