import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What was sold, summed by quarter of an hour: the largest step in which every time zone's hours and days begin. Kept by the
 * transaction that completes vends, and made here for those that were completed before.
 */
export class KeepSales1764000010000 implements MigrationInterface {
  readonly name = 'KeepSales1764000010000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table sales_quarter (
        utility text not null,
        start timestamptz not null,
        currency text not null,
        commodity text not null,
        vends bigint not null check (vends > 0),
        tender_minor numeric(30) not null check (tender_minor > 0),
        units_tenths numeric(30) not null check (units_tenths > 0),
        constraint sales_quarter_pk primary key (utility, start, currency, commodity)
      ) with (fillfactor = 50)`);
    await protectByUtility(queryRunner, 'sales_quarter');
    await queryRunner.query(`
      insert into sales_quarter (utility, start, currency, commodity, vends, tender_minor, units_tenths)
      select utility, date_bin('15 minutes', settled_at, 'epoch'), currency, commodity, count(*), sum(tender_minor), sum(units_tenths)
        from vend
       where state = 'completed'
       group by 1, 2, 3, 4`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table sales_quarter');
  }
}
