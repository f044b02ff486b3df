import { allowChanges } from '@openprepay/persistence/grants';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Bytes of the headers of an event, beside its key and value. */
const HEADER_BYTES = 400;

/** What is there already is told of, as it is. */
const TELL = `insert into outbox (id, utility, topic, type, source, key, value, bytes, occurred_at)
  select gen_random_uuid(), utility, 'vending.network.v1', 'vending.network-node.changed', 'vending', key, value,
    octet_length(key) + octet_length(value) + ${HEADER_BYTES}, now()
  from (select utility, code, utility || '/' || code as key, json_strip_nulls(json_build_object('code', code, 'kind', kind, 'parent', parent, 'revision', 1,
    'changedAt', to_char(changed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))::text as value from network_node) as told
  order by utility, code`;

/** Parts of the network have revisions, and others are told of them. */
export class TellNetwork1764000170020 implements MigrationInterface {
  readonly name = 'TellNetwork1764000170020';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table network_node add column revision integer not null default 1');
    await allowChanges(queryRunner, 'network_node', ['revision']);
    await queryRunner.query(TELL);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('alter table network_node drop column revision');
  }
}
