import { prepared, sql, unnested } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { creditTenths, moneyMinor } from '@openprepay/quantities';
import type { SalesRange, SoldInStep, SoldNow } from './sales.js';

interface Sum {
  readonly start: Date;
  readonly currency: string;
  readonly commodity: string;
  readonly vends: string;
  readonly tenderMinor: string;
  readonly unitsTenths: string;
  readonly demo: boolean;
}

/** The sums of what was sold, by quarter of an hour. */
export class SalesRepository {
  /** Adds vends to the sums of when they completed. Rows are locked in their order, so that two batches never wait for each other. */
  async add(tx: Tx, sold: readonly SoldNow[]): Promise<void> {
    await prepared(
      tx,
      `insert into sales_quarter as s (utility, start, currency, commodity, vends, tender_minor, units_tenths)
       select $1, date_bin('15 minutes', at, 'epoch'), currency, commodity, count(*), sum(tender_minor), sum(units_tenths)
         from ${unnested(2, 'timestamptz', 'text', 'text', 'numeric', 'numeric')}
              as sold (at, currency, commodity, tender_minor, units_tenths)
        group by 2, 3, 4
        order by 2, 3, 4
       on conflict (utility, start, currency, commodity) do update
         set vends = s.vends + excluded.vends,
             tender_minor = s.tender_minor + excluded.tender_minor,
             units_tenths = s.units_tenths + excluded.units_tenths`,
      [
        tx.utility,
        sold.map(({ at }) => at),
        sold.map(({ currency }) => currency),
        sold.map(({ commodity }) => commodity),
        sold.map(({ tenderMinor }) => tenderMinor.toString()),
        sold.map(({ unitsTenths }) => unitsTenths.toString()),
      ],
    );
  }

  /** Takes a vend that was reversed out of the sums of when it completed. */
  async takeBack(tx: Tx, { at, currency, commodity, tenderMinor, unitsTenths }: SoldNow): Promise<void> {
    await sql(
      tx,
      `update sales_quarter set vends = vends - 1, tender_minor = tender_minor - $5, units_tenths = units_tenths - $6
        where utility = $1 and start = date_bin('15 minutes', $2::timestamptz, 'epoch') and currency = $3 and commodity = $4`,
      [tx.utility, at, currency, commodity, tenderMinor.toString(), unitsTenths.toString()],
    );
  }

  /** By step of the time zone, in order; a step in which nothing was sold is not there. */
  async list(tx: Tx, { by, from, to }: SalesRange, timeZone: string): Promise<SoldInStep[]> {
    const sums = await sql<Sum>(
      tx,
      `select date_trunc($2, start, $3) as start, currency, commodity, sum(vends) as vends,
              sum(tender_minor) as "tenderMinor", sum(units_tenths) as "unitsTenths", bool_or(demo) as demo
         from (select *, false as demo from sales_quarter where utility = $1 and start >= $4 and start < $5
               union all select *, true from demo_sales_quarter where utility = $1 and start >= $4 and start < $5) as sold
        group by 1, 2, 3
       having sum(vends) > 0
        order by 1, 2, 3`,
      [tx.utility, by, timeZone, from, to],
    );
    return sums.map(({ vends, tenderMinor, unitsTenths, ...sum }) => ({
      ...sum,
      vends: Number(vends),
      tenderMinor: moneyMinor(BigInt(tenderMinor)),
      unitsTenths: creditTenths(BigInt(unitsTenths)),
    }));
  }
}
