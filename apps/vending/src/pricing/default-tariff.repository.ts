import type { Commodity } from '@openprepay/contracts/wire';
import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';

export interface DefaultTariff {
  readonly commodity: Commodity;
  readonly tariffCode: string;
  readonly changedAt: Date;
}

export class DefaultTariffRepository {
  /** An older choice than the known one changes nothing. */
  async store(tx: Tx, { commodity, tariffCode, changedAt }: DefaultTariff): Promise<void> {
    await sql(
      tx,
      `insert into default_tariff (utility, commodity, tariff_code, changed_at) values ($1, $2, $3, $4)
       on conflict (utility, commodity) do update set tariff_code = excluded.tariff_code, changed_at = excluded.changed_at
       where default_tariff.changed_at <= excluded.changed_at`,
      [tx.utility, commodity, tariffCode, changedAt],
    );
  }
}
