import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What waits for a second person is refused by now as soon as somebody says otherwise. What waited longer than that would undo, once it is
 * approved, what was said since: it is refused by the same rule, in the name of whoever has said it. When a float limit was said by one
 * person nobody has kept; what waits of those stays.
 */
export class RefuseOutdatedChanges1764000224010 implements MigrationInterface {
  readonly name = 'RefuseOutdatedChanges1764000224010';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(REFUSE);
  }

  /** What was refused is asked for anew. */
  async down(): Promise<void> {
    // what was decided on is not decided on again
  }
}

/** By one person: the last word on a policy, and those on commissions that nobody had asked for. It comes when it is said. */
const SAID_ALONE = `
  select 'policy' as kind, utility, null::uuid as vendor_id, changed_at as came_at, changed_at as said_at, changed_by as by
    from vendor_policy where approved_by is null
  union all
  select 'commission', v.utility, v.vendor_id, v.changed_at, v.changed_at, v.changed_by from vendor_commission v
   where not exists (select 1 from vendor_change c where c.kind = 'commission' and c.state = 'done'
                      and c.utility = v.utility and c.vendor_id = v.vendor_id and c.decided_at = v.changed_at)`;

/** By two: it comes when it is asked for, so that what was asked for between that and its approval is a later word, and waits on. */
const SAID_BY_TWO = `
  select kind, utility, vendor_id, requested_at, decided_at, decided_by_username from vendor_change
   where kind in ('policy', 'commission', 'float-limit') and state = 'done'`;

const REFUSE = `
  update vendor_change w set state = 'refused', decided_at = said.said_at, decided_by_subject = 'migrated ' || said.by,
    decided_by_username = said.by, refusal = said.by || ' has said otherwise since it was asked for'
  from (
    select distinct on (kind, utility, vendor_id) * from (${SAID_ALONE} union all ${SAID_BY_TWO}) words
     order by kind, utility, vendor_id, came_at desc) said
  where w.state = 'awaiting-approval' and w.kind = said.kind and w.utility = said.utility and w.vendor_id is not distinct from said.vendor_id
    and w.requested_at < said.came_at`;
