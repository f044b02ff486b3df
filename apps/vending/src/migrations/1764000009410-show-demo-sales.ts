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
    await queryRunner.query(`
      do $$
      declare grantee text;
      begin
        for grantee in select distinct g.grantee from information_schema.role_table_grants g
                        where g.table_schema = current_schema() and g.table_name = 'demo_sales_quarter' and g.grantee <> current_user loop
          execute format('revoke insert, update, delete, truncate on demo_sales_quarter from %I', grantee);
        end loop;
      end $$`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table demo_sales_quarter');
  }
}
