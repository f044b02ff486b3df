import { columnsOf, entities, sql } from '@openprepay/persistence/sql';
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
