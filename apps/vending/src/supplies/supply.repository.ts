import { columnsOf, entities, sql, unnested } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { newSupplyState, type SupplyState } from '@openprepay/tariffs';
import type { LeftSupply, SupplyPlace } from './supply.js';
import { stateFromRow, stateToRow } from './supply-mapping.js';
import { SupplyRow } from './supply.row.js';

/** A supply as it begins. */
export interface NewSupply extends SupplyPlace {
  readonly supplyId: string;
}

/**
 * The state of supplies. Whoever writes one holds its row's lock, taken after the meter's: a supply may be given back what a meter took
 * that has been replaced since. Several are locked in the order of their ids.
 */
export class SupplyRepository {
  /** Begins a supply. */
  async start(tx: Tx, { supplyId, meterNumber, commodity, accountNumber }: NewSupply, startedAt: Date): Promise<void> {
    await entities(tx).insert(SupplyRow, {
      utility: tx.utility,
      supplyId,
      meterNumber,
      commodity,
      accountNumber: accountNumber ?? null,
      currency: null,
      startedAt,
      leftAt: null,
      ...stateToRow(newSupplyState(startedAt)),
    });
  }

  /** Begins supplies together, at places that nobody has left one at. */
  async startAll(tx: Tx, supplies: readonly NewSupply[], startedAt: Date): Promise<void> {
    const state = stateToRow(newSupplyState(startedAt));
    const { unitsMonth, unitsTenths, chargesAccruedThrough, fixedChargesDue, pauses } = state;
    await sql(
      tx,
      `insert into supply (utility, supply_id, meter_number, commodity, account_number, started_at, units_month, units_tenths,
         charges_accrued_through, fixed_charges_due, pauses)
       select $1, supply_id, meter_number, commodity, account_number, $2, $3, $4, $5, $6, $7
       from ${unnested(8, 'uuid', 'text', 'text', 'text')} as begun (supply_id, meter_number, commodity, account_number)`,
      [
        ...[tx.utility, startedAt, unitsMonth, unitsTenths, chargesAccruedThrough, JSON.stringify(fixedChargesDue), JSON.stringify(pauses)],
        ...[supplies.map(({ supplyId }) => supplyId), supplies.map(({ meterNumber }) => meterNumber)],
        ...[supplies.map(({ commodity }) => commodity), supplies.map(({ accountNumber }) => accountNumber ?? null)],
      ],
    );
  }

  /** Of meters, those at whose places a supply was left. Those that have an account: of any commodity on it. */
  async atLeftPlaces(tx: Tx, places: readonly SupplyPlace[]): Promise<ReadonlySet<string>> {
    const rows = await sql<{ readonly meterNumber: string }>(
      tx,
      `select place.meter_number as "meterNumber" from ${unnested(2, 'text', 'text')} as place (meter_number, account_number)
       where exists (select 1 from supply s where s.utility = $1 and s.left_at is not null and s.account_number = place.account_number)
          or exists (select 1 from supply s where s.utility = $1 and s.left_at is not null and s.account_number is null
               and s.meter_number = place.meter_number)`,
      [tx.utility, places.map(({ meterNumber }) => meterNumber), places.map(({ accountNumber }) => accountNumber ?? null)],
    );
    return new Set(rows.map(({ meterNumber }) => meterNumber));
  }

  /** Locks the supplies of a place that no meter is on, and with them the one that is about to be left. */
  async lockLeft(tx: Tx, { meterNumber, commodity, accountNumber }: SupplyPlace, leaving?: string): Promise<readonly LeftSupply[]> {
    const rows = await sql<SupplyRow>(
      tx,
      `select ${columnsOf(SupplyRow, 's')} from supply s
        where s.utility = $1 and (s.supply_id = $2 or (s.left_at is not null and s.commodity = $3
          and ${accountNumber === undefined ? 's.account_number is null and s.meter_number = $4' : 's.account_number = $4'}))
        order by s.supply_id for update`,
      [tx.utility, leaving ?? null, commodity, accountNumber ?? meterNumber],
    );
    return rows.flatMap((row) => (row.leftAt === null ? [] : [{ ...row, leftAt: row.leftAt, state: stateFromRow(row) }]));
  }

  /** The meter goes; the supply is locked. */
  async leave(tx: Tx, supplyId: string, leftAt: Date): Promise<void> {
    await entities(tx).update(SupplyRow, { utility: tx.utility, supplyId }, { leftAt });
  }

  /** A meter is on a left supply again; the supply is locked. */
  async goOn(tx: Tx, { supplyId, meterNumber }: Pick<NewSupply, 'supplyId' | 'meterNumber'>, state: SupplyState): Promise<void> {
    await entities(tx).update(SupplyRow, { utility: tx.utility, supplyId }, { meterNumber, leftAt: null, ...stateToRow(state) });
  }

  /** Locks the supply. */
  async lock(tx: Tx, supplyId: string): Promise<SupplyState> {
    const [row] = await sql<SupplyRow>(
      tx,
      `select ${columnsOf(SupplyRow, 's')} from supply s where s.utility = $1 and s.supply_id = $2 for update`,
      [tx.utility, supplyId],
    );
    if (!row) throw new Error(`there is no supply ${supplyId}`);
    return stateFromRow(row);
  }

  async save(tx: Tx, supplyId: string, state: SupplyState): Promise<void> {
    await entities(tx).update(SupplyRow, { utility: tx.utility, supplyId }, stateToRow(state));
  }
}
