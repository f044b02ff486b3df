import { columnsOf, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { SupplyState } from '@openprepay/tariffs';
import type { Meter } from '../meters/meter.js';
import { stateFromRow, stateToRow } from '../pricing/supply.repository.js';
import type { SupplyPricing } from '../pricing/supply-pricing.js';
import { SupplyRow } from '../pricing/supply.row.js';
import type { Vend } from './vend.js';
import { debtsTakenToJson } from './vend-json.js';
import { toRow } from './vend-mapping.js';

/** Whose key it is, and which. */
export interface SaleKey {
  readonly vendorId: string | undefined;
  readonly idempotencyKey: string;
}

export interface SaleContext {
  readonly supply: SupplyPricing;
  /** The vend that the key has made already. */
  readonly earlierVendId: string | undefined;
}

/**
 * What one sale reads and what it writes, each in one statement: a sale is the busiest transaction here, and every statement is
 * another wait with the meter locked.
 */
export class SaleRepository {
  /** A row always has the same columns, so the statement is made once. */
  private recordStatement: string | undefined;

  /** Read under the meter's lock, which whoever changes any of it but billing's part holds too. */
  async context(tx: Tx, meter: Meter, key: SaleKey): Promise<SaleContext> {
    const row = await this.read(tx, meter, key);
    return { supply: supplyPricing(meter, row), earlierVendId: row.earlierVendId ?? undefined };
  }

  /** As it is now, for a price that nothing is sold at. */
  async supply(tx: Tx, meter: Meter): Promise<SupplyPricing> {
    return supplyPricing(meter, await this.read(tx, meter, undefined));
  }

  /** Stores the vend with all that it did to the supply and its debts. */
  async record(tx: Tx, vend: Vend, nextState: SupplyState): Promise<void> {
    const row = toRow(tx, vend);
    const state = stateToRow(nextState);
    this.recordStatement ??= recordStatement(Object.keys(row).map(columnName));
    await sql(tx, this.recordStatement, [
      tx.utility,
      vend.supplyId,
      state.unitsMonth,
      state.unitsTenths,
      state.chargesAccruedThrough,
      JSON.stringify(state.fixedChargesDue),
      vend.accountNumber ?? null,
      JSON.stringify(debtsTakenToJson(vend.debtsTaken)),
      ...Object.values(row).map(parameter),
    ]);
  }

  private async read(tx: Tx, meter: Meter, key: SaleKey | undefined): Promise<ContextRow> {
    const parameters = [tx.utility, meter.supplyId, meter.commodity];
    if (key) parameters.push(key.idempotencyKey, ...(key.vendorId === undefined ? [] : [key.vendorId]));
    const [row] = await sql<ContextRow>(tx, contextStatement(columnsOf(SupplyRow, 's'), key), parameters);
    if (!row) throw new Error(`meter ${meter.meterNumber} has no supply ${meter.supplyId}`);
    return row;
  }
}

const contextStatement = (supplyColumns: string, key: SaleKey | undefined): string => `
  SELECT ${supplyColumns}, a.currency AS "accountCurrency", a.has_debts AS "hasDebts", p.tariff_code AS "tariffCode",
    (SELECT count(*)::int FROM tariff_version t WHERE t.utility = s.utility AND t.tariff_code = p.tariff_code) AS "tariffVersions",
    ${key ? earlierVend(key) : 'NULL'} AS "earlierVendId"
  FROM supply s
  LEFT JOIN account_pricing a ON a.utility = s.utility AND a.account_number = s.account_number
  LEFT JOIN default_tariff d ON d.utility = s.utility AND d.commodity = $3
  CROSS JOIN LATERAL (SELECT coalesce(a.tariff_code, d.tariff_code) AS tariff_code) p
  WHERE s.utility = $1 AND s.supply_id = $2`;

/** Said in two ways, because no index serves IS NOT DISTINCT FROM. */
const earlierVend = ({ vendorId }: SaleKey): string =>
  `(SELECT v.vend_id FROM vend v
    WHERE v.utility = $1 AND v.vendor_id ${vendorId === undefined ? 'IS NULL' : '= $5'} AND v.idempotency_key = $4)`;

interface ContextRow extends SupplyRow {
  readonly accountCurrency: string | null;
  readonly hasDebts: boolean | null;
  readonly tariffCode: string | null;
  readonly tariffVersions: number;
  readonly earlierVendId: string | null;
}

const supplyPricing = (meter: Meter, row: ContextRow): SupplyPricing => ({
  supplyId: row.supplyId,
  commodity: meter.commodity,
  state: stateFromRow(row),
  accountNumber: row.accountNumber ?? undefined,
  account: row.accountCurrency === null ? undefined : { currency: row.accountCurrency, hasDebts: row.hasDebts === true },
  tariffCode: row.tariffCode ?? undefined,
  tariffVersions: row.tariffVersions,
});

const OWN_PARAMETERS = 8;

const recordStatement = (columns: readonly string[]): string => `
  WITH paid AS (
    UPDATE debt d SET recovered_minor = d.recovered_minor + t."amountMinor"
    FROM jsonb_to_recordset($8::jsonb) AS t("debtId" uuid, "amountMinor" numeric)
    WHERE d.utility = $1 AND d.account_number = $7 AND d.debt_id = t."debtId"
  ), supplied AS (
    UPDATE supply SET units_month = $3, units_tenths = $4, charges_accrued_through = $5, fixed_charges_due = $6::jsonb
    WHERE utility = $1 AND supply_id = $2
  )
  INSERT INTO vend (${columns.join(', ')}) VALUES (${columns.map((_, index) => `$${OWN_PARAMETERS + 1 + index}`).join(', ')})`;

const columnName = (property: string): string => property.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Dates the driver knows; every other object here is JSON, and arrays would become PostgreSQL's own. */
const parameter = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !(value instanceof Date) ? JSON.stringify(value) : value;
