import { among, prepared } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';

/** Fees that vendors have for giving free units, with the movements that explain them, in one statement. */
export class FeeRepository {
  /**
   * Pays the fees of those of these vends, locked and awaiting their tokens, that have one, each once: where there are none it locks
   * nobody's float. Floats are taken in the order of their vendors.
   */
  async pay(tx: Tx, vendIds: readonly string[], at: Date): Promise<void> {
    await prepared(tx, PAY, [tx.utility, vendIds, at]);
  }
}

const PAY = `
  with fee as (
    select v.vendor_id, v.vend_id, v.commission_minor as amount,
      sum(v.commission_minor) over of_vendor as so_far, row_number() over of_vendor as place
    from vend v
    where v.utility = $1 and v.vend_id = ${among(2, 'uuid')} and v.state = 'awaiting-token' and v.tender_minor = 0 and v.commission_minor > 0
      and not exists (select from vendor_movement m where m.utility = $1 and m.cause_id = v.vend_id and m.kind = 'commission')
    window of_vendor as (partition by v.vendor_id order by v.vend_id)
  ), total as (
    select vendor_id, sum(amount) as amount, count(*) as count from fee group by vendor_id
  ), locked as (
    select vendor_id from vendor where utility = $1 and vendor_id in (select vendor_id from total) order by vendor_id for update
  ), paid as (
    update vendor v set float_minor = v.float_minor + t.amount, last_movement = v.last_movement + t.count
    from total t join locked l using (vendor_id)
    where v.utility = $1 and v.vendor_id = t.vendor_id
    returning v.vendor_id, v.float_minor - t.amount as before_minor, v.last_movement - t.count as last_before
  )
  insert into vendor_movement (utility, vendor_id, position, kind, cause_id, amount_minor, balance_minor, moved_at)
  select $1, p.vendor_id, p.last_before + f.place, 'commission', f.vend_id, f.amount, p.before_minor + f.so_far, $3::timestamptz
  from paid p join fee f using (vendor_id)`;
