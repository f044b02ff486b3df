import type { Commodity } from '@openprepay/contracts/wire';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';

export interface DefaultTariff {
  readonly commodity: Commodity;
  readonly tariffCode: string;
  /** Absent of what was said before there were revisions. */
  readonly revision?: number | undefined;
  readonly changedAt: Date;
}

export class DefaultTariffRepository {
  /** An older choice than the known one changes nothing. */
  async store(tx: Tx, { commodity, tariffCode, revision = 0, changedAt }: DefaultTariff): Promise<void> {
    await sql(
      tx,
      `insert into default_tariff as known (utility, commodity, tariff_code, revision, changed_at) values ($1, $2, $3, $4, $5)
       on conflict (utility, commodity) do update
       set tariff_code = excluded.tariff_code, revision = excluded.revision, changed_at = excluded.changed_at
       where (known.revision, known.changed_at) <= (excluded.revision, excluded.changed_at)`,
      [tx.utility, commodity, tariffCode, revision, changedAt],
    );
  }
}
