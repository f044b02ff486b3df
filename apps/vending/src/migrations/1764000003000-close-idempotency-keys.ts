import { protectByUtility } from '@openprepay/persistence/tenancy';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whose key it is: a vendor's own, or the member of staff's who sold. A key under which somebody was told that nothing was sold is
 * closed: no sale may come under it any more, however late its request arrives.
 */
export class CloseIdempotencyKeys1764000003000 implements MigrationInterface {
  readonly name = 'CloseIdempotencyKeys1764000003000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
    await protectByUtility(queryRunner, 'closed_key');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await queryRunner.query(statement);
  }
}

const UP = [
  'drop index vend_idempotency_key',
  `create unique index vend_idempotency_key on vend (utility, idempotency_key, (coalesce(vendor_id::text, 'staff ' || sold_by)))`,
  // without a seller it is closed to all of them
  `create table closed_key (
    utility text not null,
    idempotency_key text not null,
    seller text,
    closed_by text not null,
    closed_at timestamptz not null
  )`,
  'create unique index closed_key_once on closed_key (utility, idempotency_key, seller) nulls not distinct',
  'create index closed_key_age on closed_key (closed_at)',
  // the lock is taken by whoever closes the key too, so that one of the two sees the other; the look has a snapshot of its own, newer than it
  `create function refuse_closed_key() returns trigger language plpgsql as $$
   begin
     perform pg_advisory_xact_lock_shared(hashtextextended(new.utility || ' ' || new.idempotency_key, 0));
     if exists (select from closed_key c where c.utility = new.utility and c.idempotency_key = new.idempotency_key
                and (c.seller is null or c.seller = coalesce(new.vendor_id::text, 'staff ' || new.sold_by))) then
       raise exception 'the idempotency key is closed' using errcode = 'unique_violation', constraint = 'vend_key_not_closed';
     end if;
     return new;
   end $$`,
  'create trigger vend_key_not_closed before insert on vend for each row execute function refuse_closed_key()',
];

const DOWN = [
  'drop trigger vend_key_not_closed on vend',
  'drop function refuse_closed_key',
  'drop table closed_key',
  'drop index vend_idempotency_key',
  'create unique index vend_idempotency_key on vend (utility, idempotency_key, vendor_id) nulls not distinct',
];
