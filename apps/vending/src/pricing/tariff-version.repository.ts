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
