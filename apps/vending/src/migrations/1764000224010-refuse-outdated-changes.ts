import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What waits for a second person is refused by now as soon as somebody says otherwise. What waited longer than that would undo, once it is
 * approved, what was said since: it is refused in the name of whoever has said it. When a float limit was said by one person nobody has
 * kept; what waits of those stays.
 */
export class RefuseOutdatedChanges1764000224010 implements MigrationInterface {
  readonly name = 'RefuseOutdatedChanges1764000224010';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const said of [POLICIES, COMMISSIONS, FLOAT_LIMITS]) await queryRunner.query(refuse(said));
  }

  /** What was refused is asked for anew. */
  async down(): Promise<void> {
    // what was decided on is not decided on again
  }
}

const refuse = (said: string): string => `
  update vendor_change w set state = 'refused', decided_at = said.at, decided_by_subject = 'migrated ' || said.by, decided_by_username = said.by,
    refusal = said.by || ' has said otherwise since it was asked for'
  from (${said}) said
  where w.state = 'awaiting-approval' and w.kind = said.kind and w.utility = said.utility and w.vendor_id is not distinct from said.vendor_id
    and w.requested_at < said.at`;

const POLICIES = `
  select 'policy' as kind, utility, null::uuid as vendor_id, changed_at as at, changed_by as by from vendor_policy`;

const COMMISSIONS = `
  select distinct on (utility, vendor_id) 'commission' as kind, utility, vendor_id, changed_at as at, changed_by as by from vendor_commission
  order by utility, vendor_id, version desc`;

const FLOAT_LIMITS = `
  select distinct on (utility, vendor_id) kind, utility, vendor_id, requested_at as at, requested_by_username as by from vendor_change
  where kind = 'float-limit' and state = 'done' order by utility, vendor_id, requested_at desc`;
