import { present } from '@openprepay/contracts/present';
import { columnsOf, entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { parseTariffDocument, type TariffDocument } from '@openprepay/tariffs';
import { BillingError } from '../billing-error.js';
import { DefaultTariffRow } from './default-tariff.row.js';
import type { DefaultTariff, PublishedTariff, TariffKind } from './tariff.js';
import { TariffApplicationRow } from './tariff-application.row.js';
import { TariffRow } from './tariff.row.js';
import { TariffVersionRow } from './tariff-version.row.js';

export interface TariffFilter {
  readonly code?: string;
  /** Code and version that the page before ended with. */
  readonly after?: readonly [string, number];
  readonly limit: number;
}

/** What vending says of a version. */
export interface AppliedVersion {
  readonly tariffCode: string;
  readonly version: number;
  readonly appliedAt: Date;
}

interface ListedVersion extends TariffVersionRow {
  readonly appliedAt: Date | null;
}

export class TariffRepository {
  /** Makes sure of the code's row and locks it: two versions of one code are published one after the other. */
  async lockKind(tx: Tx, { tariffCode, commodity, currency }: TariffDocument): Promise<TariffKind> {
    await sql(
      tx,
      'insert into tariff (utility, code, commodity, currency, latest_version) values ($1, $2, $3, $4, 0) on conflict do nothing',
      [tx.utility, tariffCode, commodity, currency],
    );
    const [row] = await sql<TariffRow>(
      tx,
      `select ${columnsOf(TariffRow, 't')} from tariff t where t.utility = $1 and t.code = $2 for update`,
      [tx.utility, tariffCode],
    );
    if (!row) throw new Error(`tariff ${tariffCode} vanished while it was locked`);
    return kindOf(row);
  }

  /** @throws {BillingError} `billing.tariff_unknown` */
  async requireKind(tx: Tx, code: string): Promise<TariffKind> {
    const row = await entities(tx).findOneBy(TariffRow, { utility: tx.utility, code });
    if (!row) throw new BillingError('billing.tariff_unknown', `there is no tariff ${code}`);
    return kindOf(row);
  }

  /** Of these codes, the currencies of those that there are tariffs of. */
  async currencies(tx: Tx, codes: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await sql<{ readonly code: string; readonly currency: string }>(
      tx,
      'select code, currency from tariff where utility = $1 and code = any($2)',
      [tx.utility, codes],
    );
    return new Map(rows.map(({ code, currency }) => [code, currency]));
  }

  /** The code's row must be locked. */
  async addVersion(tx: Tx, { version, document, publishedAt }: PublishedTariff): Promise<void> {
    const { tariffCode: code, validFrom } = document;
    const { utility } = tx;
    await entities(tx).update(TariffRow, { utility, code }, { latestVersion: version });
    await entities(tx).insert(TariffVersionRow, { utility, code, version, validFrom: new Date(validFrom), document, publishedAt });
  }

  /** Newest version first within a code. */
  async list(tx: Tx, { code, after, limit }: TariffFilter): Promise<readonly PublishedTariff[]> {
    const rows = await sql<ListedVersion>(
      tx,
      `select ${columnsOf(TariffVersionRow, 'v')}, a.applied_at as "appliedAt" from tariff_version v
         left join tariff_application a using (utility, code, version)
        where v.utility = $1 and ($2::text is null or v.code = $2) and ($3::text is null or (v.code, -v.version) > ($3, -$4::integer))
        order by v.code, v.version desc limit $5`,
      [tx.utility, code ?? null, after?.[0] ?? null, after?.[1] ?? null, limit],
    );
    return rows.map(({ version, document, publishedAt, appliedAt }) =>
      present({ version, document: parseTariffDocument(document), publishedAt, appliedAt: appliedAt ?? undefined }),
    );
  }

  /** The first word of it stays; of a version that there is not nothing is kept. */
  async noteApplied(tx: Tx, { tariffCode, version, appliedAt }: AppliedVersion): Promise<void> {
    await sql(
      tx,
      `insert into tariff_application (utility, code, version, applied_at)
       select utility, code, version, $4 from tariff_version where utility = $1 and code = $2 and version = $3 on conflict do nothing`,
      [tx.utility, tariffCode, version, appliedAt],
    );
  }

  async appliedAt(tx: Tx, { tariffCode: code, version }: Pick<AppliedVersion, 'tariffCode' | 'version'>): Promise<Date | undefined> {
    const row = await entities(tx).findOneBy(TariffApplicationRow, { utility: tx.utility, code, version });
    return row?.appliedAt;
  }

  /** @returns its revision; undefined where the commodity has a default tariff already */
  async addDefault(tx: Tx, { commodity, tariffCode }: DefaultTariff): Promise<number | undefined> {
    const [added] = await sql<Pick<DefaultTariffRow, 'revision'>>(
      tx,
      `insert into default_tariff (utility, commodity, code, revision) values ($1, $2, $3, 1) on conflict do nothing returning revision`,
      [tx.utility, commodity, tariffCode],
    );
    return added?.revision;
  }

  /** @returns its revision, which is counted while the row is locked: the order of revisions is the order of the changes */
  async changeDefault(tx: Tx, { commodity, tariffCode }: DefaultTariff): Promise<number> {
    const [changed] = await sql<Pick<DefaultTariffRow, 'revision'>>(
      tx,
      `insert into default_tariff as known (utility, commodity, code, revision) values ($1, $2, $3, 1)
       on conflict (utility, commodity) do update set code = excluded.code, revision = known.revision + 1
       returning revision`,
      [tx.utility, commodity, tariffCode],
    );
    if (!changed) throw new Error(`the default tariff of ${commodity} was not stored`);
    return changed.revision;
  }
}

const kindOf = ({ code, commodity, currency, latestVersion }: TariffRow): TariffKind => ({ code, commodity, currency, latestVersion });
