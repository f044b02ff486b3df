import { columnNamesOf, columnsOf, sql, thereIs } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { isUniqueViolation } from '@openprepay/persistence/unique-violation';
import type { SupplyState } from '@openprepay/tariffs';
import type { CommissionTerms } from '../commissions/commission.js';
import { type CommissionTermsJson, termsFromJson } from '../commissions/commission-json.js';
import { inForce } from '../commissions/commission.repository.js';
import type { Meter } from '../meters/meter.js';
import { TOLD } from '../pricing/account-pricing.repository.js';
import type { AccountPricingRow } from '../pricing/account-pricing.row.js';
import type { DefaultTariffRow } from '../pricing/default-tariff.row.js';
import type { HeartbeatRow } from '../pricing/heartbeat.row.js';
import { isSufficient, type KnownPricing } from '../pricing/known-pricing.js';
import { stateFromRow, stateToRow } from '../supplies/supply-mapping.js';
import { SupplyRow } from '../supplies/supply.row.js';
import { debtsTakenToJson } from '../vend/vend-json.js';
import { toRow } from '../vend/vend-mapping.js';
import { ofKey, SELLER } from '../vend/vend.repository.js';
import { type Seller, sellerName, type Vend } from '../vend/vend.js';
import { VendRow } from '../vend/vend.row.js';
import { VendingError } from '../vending-error.js';

/** Whose key it is, and which; and by what moment's terms its vendor earns. */
export interface SaleKey {
  readonly seller: Seller;
  readonly idempotencyKey: string;
  readonly at: Date;
}

export interface SaleContext {
  readonly known: KnownPricing;
  /** The vend that the key has made already. */
  readonly earlierVendId: string | undefined;
  /** True where somebody was told that nothing was sold under the key. */
  readonly keyClosed: boolean;
  /** By which the seller earns. */
  readonly commission: CommissionTerms | undefined;
}

/**
 * What one sale reads and what it writes, each in one statement. The one repository that spans tables, because a sale is the busiest
 * transaction here and every statement is another wait with the meter locked. Rows are read and made by the mappings of the tables'
 * own repositories, which alone touch them from then on.
 */
export class SaleRepository {
  /** Read under the meter's lock, and locks its supply: whoever changes any of it but billing's part holds both. */
  async context(tx: Tx, meter: Meter, key: SaleKey): Promise<SaleContext> {
    const row = await this.read(tx, meter, key);
    return {
      known: knownPricing(meter, row),
      earlierVendId: row.earlierVendId ?? undefined,
      keyClosed: row.keyClosed === true,
      commission: termsFromJson(row.commission),
    };
  }

  /** As it is now, for a price that nothing is sold at. */
  async knownPricing(tx: Tx, meter: Meter): Promise<KnownPricing> {
    return knownPricing(meter, await this.read(tx, meter, undefined));
  }

  /** Which of these meters, of any utility, can be priced as far as it is known. */
  async priceable<Asked extends { readonly utility: string; readonly meterNumber: string }>(
    tx: Tx,
    asked: readonly Asked[],
  ): Promise<readonly Asked[]> {
    const rows = await sql<ContextRow>(tx, PRICEABLE, [asked.map(({ utility }) => utility), asked.map(({ meterNumber }) => meterNumber)]);
    const nameOf = ({ utility, meterNumber }: Pick<Asked, 'utility' | 'meterNumber'>): string => `${utility} ${meterNumber}`;
    const found = new Set(rows.filter((row) => isSufficient(knownPricing(row as KnownMeter & ContextRow, row))).map(nameOf));
    return asked.filter((one) => found.has(nameOf(one)));
  }

  /**
   * Stores the vend with all that it did to the supply and its debts.
   * @throws {VendingError} `vending.free_basic_not_due` where there is a vend of the month's free units, of which the supply does not know
   */
  async record(tx: Tx, vend: Vend, nextState: SupplyState): Promise<void> {
    const row = toRow(tx, vend);
    const state = stateToRow(nextState);
    const recorded = sql(tx, RECORD, [
      tx.utility,
      vend.supplyId,
      state.unitsMonth,
      state.unitsTenths,
      state.chargesAccruedThrough,
      JSON.stringify(state.fixedChargesDue),
      vend.accountNumber ?? null,
      JSON.stringify(debtsTakenToJson(vend.debtsTaken)),
      JSON.stringify(state.pauses),
      vend.currency,
      state.freeUnitsMonth,
      ...VEND_COLUMNS.map(({ property }) => parameter(row[property as keyof VendRow])),
    ]);
    await recorded.catch((cause: unknown) => {
      if (!isUniqueViolation(cause, 'vend_free_basic_once')) throw cause;
      throw new VendingError('vending.free_basic_not_due', 'the free units of this month were given before', { cause });
    });
  }

  private async read(tx: Tx, meter: Meter, key: SaleKey | undefined): Promise<ContextRow> {
    const parameters: unknown[] = [tx.utility, meter.supplyId, meter.commodity];
    if (key) parameters.push(key.idempotencyKey, sellerName(key.seller), key.seller.vendorId ?? null, key.at);
    const [row] = await sql<ContextRow>(tx, contextStatement(key), parameters);
    if (!row) throw new Error(`meter ${meter.meterNumber} has no supply ${meter.supplyId}`);
    return row;
  }
}

const contextStatement = (key: SaleKey | undefined): string => `
  select ${columnsOf(SupplyRow, 's')}, ${knownColumns('$3')},
    ${key ? `${keyColumns('$4', '$5')}, ${inForce('$6', '$7')} as "commission"` : NO_KEY}
  from supply s ${knownJoins('$3')}
  where s.utility = $1 and s.supply_id = $2
  ${key ? 'for update of s' : ''}`;

/**
 * What is known of the pricing of supply `s`, joined by `knownJoins`.
 * @param commodity that its meter measures, as SQL
 */
export const knownColumns = (commodity: string): string => `
  a.currency as "accountCurrency", a.has_debts as "hasDebts", p.tariff_code as "tariffCode",
  h.as_of as "heardAsOf", h.complete_until as "completeUntil", coalesce(h.missing, '[]') as "missing",
  a.tariff_code is null and exists (select from jsonb_to_recordset(h.defaults) as named (commodity text, revision integer)
    where named.commodity = ${commodity} and named.revision > coalesce(d.revision, 0)) as "defaultIsOld",
  (select count(*)::int from tariff_version t where t.utility = s.utility and t.tariff_code = p.tariff_code) as "tariffVersions"`;

export const knownJoins = (commodity: string): string => `
  left join account_pricing a on a.utility = s.utility and a.account_number = s.account_number and ${TOLD}
  left join default_tariff d on d.utility = s.utility and d.commodity = ${commodity}
  left join pricing_heartbeat h on h.utility = s.utility
  cross join lateral (select coalesce(a.tariff_code, d.tariff_code) as tariff_code) p`;

/** What is not asked where nothing is sold. */
const NO_KEY = 'null as "earlierVendId", null as "keyClosed", null as "commission"';

/** What came of a key of the utility `$1`; the key and its seller are SQL. */
export const keyColumns = (key: string, seller: string): string => `
  (select v.vend_id from vend v where ${ofKey(key)} and ${SELLER} = ${seller}) as "earlierVendId",
  ${thereIs(`from closed_key c
    where c.utility = $1 and c.idempotency_key = ${key} and (c.seller is null or c.seller = ${seller})`)} as "keyClosed"`;

const PRICEABLE = `
  select ${columnsOf(SupplyRow, 's')}, ${knownColumns('m.commodity')}, ${NO_KEY}
  from unnest($1::text[], $2::text[]) as asked(utility, meter_number)
  join meter m on m.utility = asked.utility and m.meter_number = asked.meter_number
  join supply s on s.utility = m.utility and s.supply_id = m.supply_id ${knownJoins('m.commodity')}`;

export interface ContextRow extends SupplyRow {
  readonly accountCurrency: AccountPricingRow['currency'] | null;
  readonly hasDebts: AccountPricingRow['hasDebts'] | null;
  readonly tariffCode: DefaultTariffRow['tariffCode'] | null;
  readonly tariffVersions: number;
  readonly heardAsOf: Date | null;
  readonly completeUntil: HeartbeatRow['completeUntil'];
  readonly missing: HeartbeatRow['missing'];
  readonly defaultIsOld: boolean;
  readonly earlierVendId: VendRow['vendId'] | null;
  readonly keyClosed: boolean | null;
  readonly commission: CommissionTermsJson | null;
}

type KnownMeter = Pick<Meter, 'commodity'>;

export const knownPricing = (meter: KnownMeter, row: ContextRow): KnownPricing => ({
  supplyId: row.supplyId,
  commodity: meter.commodity,
  state: stateFromRow(row),
  stateCurrency: row.currency ?? undefined,
  accountNumber: row.accountNumber ?? undefined,
  account: row.accountCurrency === null ? undefined : { currency: row.accountCurrency, hasDebts: row.hasDebts === true },
  tariffCode: row.tariffCode ?? undefined,
  tariffVersions: row.tariffVersions,
  freshness: {
    heardAsOf: row.heardAsOf ?? undefined,
    completeUntil: row.completeUntil ?? undefined,
    missing: row.missing
      .filter(({ tariffCode }) => tariffCode === row.tariffCode)
      .map(({ validFrom, ...named }) => ({ ...named, validFrom: new Date(validFrom) })),
    defaultIsOld: row.defaultIsOld,
  },
});

const OWN_PARAMETERS = 11;
const VEND_COLUMNS = columnNamesOf(VendRow);

const RECORD = `
  with paid as (
    update debt d set recovered_minor = d.recovered_minor + t."amountMinor"
    from jsonb_to_recordset($8::jsonb) as t("debtId" uuid, "amountMinor" numeric)
    where d.utility = $1 and d.account_number = $7 and d.debt_id = t."debtId"
  ), supplied as (
    update supply set units_month = $3, units_tenths = $4, charges_accrued_through = $5, fixed_charges_due = $6::jsonb,
      pauses = $9::jsonb, currency = $10, free_units_month = $11
    where utility = $1 and supply_id = $2
  )
  insert into vend (${VEND_COLUMNS.map(({ column }) => column).join(', ')})
  values (${VEND_COLUMNS.map((_, index) => `$${OWN_PARAMETERS + 1 + index}`).join(', ')})`;

/** Dates the driver knows; every other object here is JSON, and arrays would become PostgreSQL's own. */
const parameter = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !(value instanceof Date) ? JSON.stringify(value) : value;
