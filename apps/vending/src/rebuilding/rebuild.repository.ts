import { sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';

export class RebuildRepository {
  /** When the last vend of any utility was accepted or settled that the database knows; undefined where it knows none. */
  async lastKnownAt(tx: Tx): Promise<Date | undefined> {
    const [row] = await sql<{ readonly at: Date | null }>(tx, 'select max(greatest(accepted_at, settled_at)) as at from vend');
    return row?.at ?? undefined;
  }

  /**
   * Of meters whose place another one has taken, what else is not known any more: that they were replaced. What was left on them can be
   * credited then as before, and what was credited is known by then.
   */
  async rememberReplacements(tx: Tx): Promise<void> {
    await sql(tx, REMEMBER);
  }
}

const REMEMBER = `
  insert into meter_replacement
    (utility, replacement_id, meter_number, new_meter_number, reason, replaced_by_subject, replaced_by_username, replaced_at)
  select o.utility, gen_random_uuid(), o.meter_number, n.meter_number, 'rebuilt', 'rebuilt', 'rebuilt', n.created_at
    from meter o join meter n on n.utility = o.utility and n.meter_number = o.replaced_by
   where not exists (select from meter_replacement r where r.utility = o.utility and r.meter_number = o.meter_number)
  on conflict do nothing`;
