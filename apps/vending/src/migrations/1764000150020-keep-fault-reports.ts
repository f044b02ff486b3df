import { makeAppendOnly } from '@openprepay/persistence/append-only';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What customers have told tills, where people look for it; what Electrum's clients have sent so far is among it. */
export class KeepFaultReports1764000150020 implements MigrationInterface {
  readonly name = 'KeepFaultReports1764000150020';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table fault_report (
        utility text not null,
        report_id uuid not null,
        vendor_id uuid not null,
        door text not null constraint fault_report_door check (door in ('xmlvend', 'electrum')),
        reference text not null,
        kind text not null,
        description text,
        meter_number text,
        customer jsonb,
        reported_by text not null,
        reported_at timestamptz not null,
        constraint fault_report_pk primary key (utility, report_id),
        constraint fault_report_once unique (utility, vendor_id, door, reference),
        constraint fault_report_vendor foreign key (utility, vendor_id) references vendor
      )`);
    await queryRunner.query(`create index fault_report_meter on fault_report (utility, meter_number, report_id desc)`);
    // the id of Electrum's message is random: those of before stand in no order among themselves
    await queryRunner.query(`
      insert into fault_report (utility, report_id, vendor_id, door, reference, kind, description, meter_number, reported_by, reported_at)
      select m.utility, m.message_id, m.vendor_id, 'electrum', m.message_id::text, coalesce(m.body->>'faultType', 'fault'),
             m.body->>'faultDescription', m.meter_id, m.received_from, m.received_at
        from electrum_message m where m.kind = 'fault-report' on conflict do nothing`);
    await protectByUtility(queryRunner, 'fault_report');
    await makeAppendOnly(queryRunner, 'fault_report');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table fault_report');
  }
}
