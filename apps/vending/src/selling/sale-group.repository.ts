import { columnNamesOf, columnsOf, prepared, unnested } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { SupplyState } from '@openprepay/tariffs';
import { earnedAtOnce } from '../commissions/commission.js';
import { termsFromJson } from '../commissions/commission-json.js';
import { inForce } from '../commissions/commission.repository.js';
import { keyDue } from '../due-keys/known-key.repository.js';
import type { Meter } from '../meters/meter.js';
import { meterFromRow } from '../meters/meter.repository.js';
import { MeterRow } from '../meters/meter.row.js';
import { stateToRow } from '../supplies/supply-mapping.js';
import { SupplyRow } from '../supplies/supply.row.js';
import { toRow } from '../vend/vend-mapping.js';
import { sellerName, type Vend } from '../vend/vend.js';
import { VendRow } from '../vend/vend.row.js';
import type { VendorRow } from '../vendors/vendor.row.js';
import type { SeenFloat } from './floats-seen.js';
import type { Sale } from './sale.js';
import { type ContextRow, keyColumns, knownColumns, knownJoins, knownPricing, type SaleContext } from './sale.repository.js';

/** A group that waits for longer is given up, and its sales go on one by one: else one held vendor would keep all others waiting. */
const MAX_LOCK_WAIT = '1s';

export interface GroupContext extends SaleContext {
  readonly meter: Meter;
  /** The seller's, as it is now; undefined of a vendor that there is not, and of staff. */
  readonly float: SeenFloat | undefined;
  /** True where the meter's key is to be looked at before it is sold to. */
  readonly keyDue: boolean;
}

export interface RecordedSale {
  readonly vend: Vend;
  readonly nextState: SupplyState;
}

/** What `SaleRepository` reads and writes for one sale, each in one statement for many. */
export class SaleGroupRepository {
  /**
   * Locks the meters and their supplies, but waits for none.
   * @returns what each sale needs, in their order; undefined where there is no such meter or somebody else has it
   */
  async contexts(tx: Tx, sales: readonly Sale[], at: Date): Promise<readonly (GroupContext | undefined)[]> {
    const rows = await prepared<GroupRow>(tx, CONTEXTS, [
      tx.utility,
      sales.map(({ request }) => request.meterNumber),
      sales.map(({ idempotencyKey }) => idempotencyKey),
      sales.map(({ seller }) => sellerName(seller)),
      sales.map(({ seller }) => seller.vendorId ?? null),
      MAX_LOCK_WAIT,
      at,
    ]);
    const byMeter = new Map(rows.map((row) => [row.meterNumber, contextOf(row)]));
    return sales.map(({ request }) => byMeter.get(request.meterNumber));
  }

  /**
   * Stores the vends with all that they did to their supplies, debts and floats.
   * @throws {Error} where a float does not cover them any more: then nothing is to be stored
   */
  async record(tx: Tx, sales: readonly RecordedSale[]): Promise<void> {
    const vends = sales.map(({ vend }) => vend);
    const paying = vends.filter(({ vendorId, tenderMinor }) => vendorId !== undefined && tenderMinor > 0n);
    const supplies = sales.map(({ vend, nextState }) => ({ supplyId: vend.supplyId, currency: vend.currency, ...stateToRow(nextState) }));
    const debts = vends.flatMap(({ accountNumber, debtsTaken }) =>
      debtsTaken.map(({ debtId, amountMinor }) => ({ account_number: accountNumber, debt_id: debtId, amount: amountMinor.toString() })),
    );
    const payments = paying.map((vend, index) => ({
      nth: index,
      vendor_id: vend.vendorId,
      vend_id: vend.vendId,
      amount: vend.tenderMinor.toString(),
      commission: earnedAtOnce(vend).toString(),
      paid_at: vend.acceptedAt,
    }));
    const [recorded] = await prepared<{ readonly vendors: number }>(tx, RECORD, [
      tx.utility,
      // in one order, so that two groups that meet each other's keys do not wait for each other
      JSON.stringify(vends.toSorted(byKey).map((vend) => named(VEND_COLUMNS, toRow(tx, vend)))),
      JSON.stringify(supplies.map((supply) => named(SUPPLY_COLUMNS, supply))),
      JSON.stringify(debts),
      JSON.stringify(payments),
    ]);
    const vendors = new Set(paying.map(({ vendorId }) => vendorId)).size;
    if (recorded?.vendors !== vendors) throw new Error('a float has changed since the group looked at it');
  }
}

const byKey = (one: Vend, other: Vend): number => (one.idempotencyKey < other.idempotencyKey ? -1 : 1);

type Columns = ReturnType<typeof columnNamesOf>;

/** A row as `jsonb_populate_recordset` reads it. */
function named(columns: Columns, row: object): Record<string, unknown> {
  const byColumn: Record<string, unknown> = {};
  for (const { property, column } of columns) byColumn[column] = (row as Record<string, unknown>)[property];
  return byColumn;
}

interface GroupRow extends ContextRow, MeterRow {
  readonly keyDue: boolean;
  readonly vendorCurrency: VendorRow['currency'] | null;
  readonly vendorAvailable: string | null;
}

const contextOf = (row: GroupRow): GroupContext => {
  const meter = meterFromRow(row);
  return {
    meter,
    known: knownPricing(meter, row),
    earlierVendId: row.earlierVendId ?? undefined,
    keyClosed: row.keyClosed === true,
    commission: termsFromJson(row.commission),
    keyDue: row.keyDue,
    float:
      row.vendorCurrency === null || row.vendorAvailable === null
        ? undefined
        : { currency: row.vendorCurrency, availableMinor: BigInt(row.vendorAvailable) },
  };
};

// what a supply and its meter have both is the same in both; each is found by its own key, whatever the planner thinks of how many there are
const CONTEXTS = `
  select ${columnsOf(SupplyRow, 's')}, ${columnsOf(MeterRow, 'm')}, ${knownColumns('m.commodity')}, ${keyColumns('sale.key', 'sale.seller')},
    ${keyDue('m', '$7')} as "keyDue", ${inForce('sale.vendor_id', '$7')} as "commission",
    v.currency as "vendorCurrency", v.float_minor + v.float_limit_minor as "vendorAvailable"
  from ${unnested(2, 'text', 'text', 'text', 'uuid')} as sale(meter_number, key, seller, vendor_id)
  cross join (select set_config('lock_timeout', $6, true)) as bounded
  cross join lateral (select * from meter where utility = $1 and meter_number = sale.meter_number for update skip locked) m
  cross join lateral (select * from supply where utility = $1 and supply_id = m.supply_id for update skip locked) s
  left join lateral (select * from vendor where utility = $1 and vendor_id = sale.vendor_id limit 1) v on true
  ${knownJoins('m.commodity')}`;

const VEND_COLUMNS = columnNamesOf(VendRow);
const SUPPLY_CHANGES = [
  'supplyId',
  'currency',
  'unitsMonth',
  'unitsTenths',
  'freeUnitsMonth',
  'chargesAccruedThrough',
  'fixedChargesDue',
  'pauses',
];
const SUPPLY_COLUMNS = columnNamesOf(SupplyRow).filter(({ property }) => SUPPLY_CHANGES.includes(property));
const vendColumns = VEND_COLUMNS.map(({ column }) => column).join(', ');

// vendors come after the vends, since whoever asks for a key waits for the vends, and in the order of their ids, as everywhere
const RECORD = `
  with sold as (
    insert into vend (${vendColumns}) select ${vendColumns} from jsonb_populate_recordset(null::vend, $2::jsonb) returning 1
  ), supplied as (
    update supply s set ${SUPPLY_COLUMNS.map(({ column }) => `${column} = t.${column}`).join(', ')}
    from jsonb_populate_recordset(null::supply, $3::jsonb) t where s.utility = $1 and s.supply_id = t.supply_id
  ), recovered as (
    update debt d set recovered_minor = d.recovered_minor + t.amount
    from jsonb_to_recordset($4::jsonb) as t(account_number text, debt_id uuid, amount numeric)
    where d.utility = $1 and d.account_number = t.account_number and d.debt_id = t.debt_id
  ), payment as (
    select * from jsonb_to_recordset($5::jsonb)
      as t(nth integer, vendor_id uuid, vend_id uuid, amount numeric, commission numeric, paid_at timestamptz)
  ), movement as (
    select p.vendor_id, p.vend_id, p.paid_at, m.kind, m.amount, sum(m.amount) over so_far as so_far, row_number() over so_far as place
    from payment p cross join lateral (values (1, 'vend', -p.amount), (2, 'commission', p.commission)) as m(part, kind, amount)
    where m.amount <> 0 window so_far as (partition by p.vendor_id order by p.nth, m.part)
  ), total as (
    select vendor_id, sum(amount) as amount, sum(commission) as commission,
      sum((amount <> 0)::integer + (commission <> 0)::integer) as count from payment group by vendor_id
  ), locked as (
    select v.vendor_id from vendor v, (select count(*) from sold) as stored
    where v.utility = $1 and v.vendor_id in (select vendor_id from total) order by v.vendor_id for update of v
  ), paid as (
    update vendor v set float_minor = v.float_minor - t.amount + t.commission, last_movement = v.last_movement + t.count
    from total t join locked l using (vendor_id)
    where v.utility = $1 and v.vendor_id = t.vendor_id and v.float_minor + v.float_limit_minor >= t.amount
    returning v.vendor_id, v.float_minor + t.amount - t.commission as before_minor, v.last_movement - t.count as last_before
  ), moved as (
    insert into vendor_movement (utility, vendor_id, position, kind, cause_id, amount_minor, balance_minor, moved_at)
    select $1, p.vendor_id, p.last_before + m.place, m.kind, m.vend_id, m.amount, p.before_minor + m.so_far, m.paid_at
    from paid p join movement m using (vendor_id)
  )
  select count(*)::int as vendors from paid`;
