import type { Commodity } from '@openprepay/contracts/wire';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { parseTariffDocument, type TariffDocument } from '@openprepay/tariffs';

/** One version of a tariff as it was published. */
export interface PublishedTariff {
  readonly version: number;
  readonly document: TariffDocument;
  readonly publishedAt: Date;
}

/** What stays the same over all versions of a tariff code. */
export interface TariffKind {
  readonly code: string;
  readonly commodity: Commodity;
  readonly currency: string;
  readonly latestVersion: number;
}

interface KindRecord {
  readonly code: string;
  readonly commodity: Commodity;
  readonly currency: string;
  readonly latest_version: number;
}

interface VersionRecord {
  readonly code: string;
  readonly version: number;
  readonly document: unknown;
  readonly published_at: Date;
}

export class TariffRepository {
  /** Makes sure of the code's row and locks it: two versions of one code are published one after the other. */
  async lockKind(tx: Tx, document: TariffDocument): Promise<TariffKind> {
    await sql(
      tx,
      'insert into tariff (utility, code, commodity, currency, latest_version) values ($1, $2, $3, $4, 0) on conflict do nothing',
      [tx.utility, document.tariffCode, document.commodity, document.currency],
    );
    const kind = await this.findKind(tx, document.tariffCode, 'for update');
    if (!kind) throw new Error(`tariff ${document.tariffCode} vanished while it was locked`);
    return kind;
  }

  async findKind(tx: Tx, code: string, lock: '' | 'for update' = ''): Promise<TariffKind | undefined> {
    const [row] = await sql<KindRecord>(
      tx,
      `select code, commodity, currency, latest_version from tariff where utility = $1 and code = $2 ${lock}`,
      [tx.utility, code],
    );
    return row && { code: row.code, commodity: row.commodity, currency: row.currency, latestVersion: row.latest_version };
  }

  async addVersion(tx: Tx, { version, document, publishedAt }: PublishedTariff): Promise<void> {
    await sql(tx, 'update tariff set latest_version = $3 where utility = $1 and code = $2', [tx.utility, document.tariffCode, version]);
    await sql(
      tx,
      'insert into tariff_version (utility, code, version, valid_from, document, published_at) values ($1, $2, $3, $4, $5, $6)',
      [tx.utility, document.tariffCode, version, document.validFrom, JSON.stringify(document), publishedAt],
    );
  }

  /** Newest version first within a code. */
  async list(
    tx: Tx,
    filter: { readonly code?: string; readonly after?: readonly [string, number]; readonly limit: number },
  ): Promise<readonly PublishedTariff[]> {
    const rows = await sql<VersionRecord>(
      tx,
      `select code, version, document, published_at from tariff_version
        where utility = $1 and ($2::text is null or code = $2) and ($3::text is null or (code, -version) > ($3, -$4::integer))
        order by code, version desc limit $5`,
      [tx.utility, filter.code ?? null, filter.after?.[0] ?? null, filter.after?.[1] ?? null, filter.limit],
    );
    return rows.map((row) => ({ version: row.version, document: parseTariffDocument(row.document), publishedAt: row.published_at }));
  }

  /** @returns false where the commodity has a default tariff already */
  async addDefault(tx: Tx, commodity: Commodity, code: string): Promise<boolean> {
    const added = await sql(
      tx,
      'insert into default_tariff (utility, commodity, code) values ($1, $2, $3) on conflict do nothing returning code',
      [tx.utility, commodity, code],
    );
    return added.length > 0;
  }

  async changeDefault(tx: Tx, commodity: Commodity, code: string): Promise<void> {
    await sql(
      tx,
      'insert into default_tariff (utility, commodity, code) values ($1, $2, $3) on conflict (utility, commodity) do update set code = excluded.code',
      [tx.utility, commodity, code],
    );
  }
}
