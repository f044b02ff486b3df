import { readOnly } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a demonstration says was sold before it began, apart from what was: there are no vends behind it, and no books. The service
 * reads it and can never write it; only whoever owns the database puts a demonstration in.
 */
export class ShowDemoSales1764000009410 implements MigrationInterface {
  readonly name = 'ShowDemoSales1764000009410';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table demo_sales_quarter (
        utility text not null,
        start timestamptz not null,
        currency text not null,
        commodity text not null,
        vends bigint not null check (vends > 0),
        tender_minor numeric(30) not null check (tender_minor > 0),
        units_tenths numeric(30) not null check (units_tenths > 0),
        constraint demo_sales_quarter_pk primary key (utility, start, currency, commodity)
      )`);
    await protectByUtility(queryRunner, 'demo_sales_quarter');
    await readOnly(queryRunner, 'demo_sales_quarter');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table demo_sales_quarter');
  }
}
