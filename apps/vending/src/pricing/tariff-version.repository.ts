import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { formatTariffDocument, type TariffDocument } from '@openprepay/tariffs';
import { TariffVersionRow } from './tariff-version.row.js';

export interface StoredTariffVersion {
  readonly version: number;
  readonly document: unknown;
}

export class TariffVersionRepository {
  async ofTariff(tx: Tx, tariffCode: string): Promise<readonly StoredTariffVersion[]> {
    return entities(tx).findBy(TariffVersionRow, { utility: tx.utility, tariffCode });
  }

  /** Which of these versions are here, as `code/version`. */
  async among(tx: Tx, named: readonly { readonly tariffCode: string; readonly version: number }[]): Promise<ReadonlySet<string>> {
    if (named.length === 0) return new Set();
    const found = await sql<Pick<TariffVersionRow, 'tariffCode' | 'version'>>(
      tx,
      `select t.tariff_code as "tariffCode", t.version from tariff_version t
         join unnest($2::text[], $3::integer[]) as named (tariff_code, version) using (tariff_code, version) where t.utility = $1`,
      [tx.utility, named.map(({ tariffCode }) => tariffCode), named.map(({ version }) => version)],
    );
    return new Set(found.map(({ tariffCode, version }) => `${tariffCode}/${version}`));
  }

  /** A version never changes: hearing of it again changes nothing. */
  async store(tx: Tx, version: number, document: TariffDocument): Promise<void> {
    await sql(tx, 'insert into tariff_version (utility, tariff_code, version, document) values ($1, $2, $3, $4) on conflict do nothing', [
      tx.utility,
      document.tariffCode,
      version,
      JSON.stringify(formatTariffDocument(document)),
    ]);
  }
}
