import { changeOnlyOrRemove } from '@openprepay/persistence/grants';
import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Requests that came late wait here, each as it was signed, until those of who waits at a till have been answered. */
export class SetLateRequestsAside1764000250000 implements MigrationInterface {
  readonly name = 'SetLateRequestsAside1764000250000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table late_request (
        position bigint generated always as identity primary key,
        utility text not null,
        request_id uuid not null,
        meter_pan text not null,
        event_id uuid not null,
        source text not null,
        sent_at timestamptz not null,
        traceparent text,
        request jsonb not null,
        set_aside_at timestamptz not null default now(),
        constraint late_request_key unique (utility, request_id)
      )`);
    await queryRunner.query(`create index late_request_meter on late_request (utility, meter_pan)`);
    await protectByUtility(queryRunner, 'late_request');
    await changeOnlyOrRemove(queryRunner, 'late_request', []);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('drop table late_request');
  }
}
