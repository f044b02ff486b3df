import { entities } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { creditTenths } from '@openprepay/quantities';
import { newSupplyState, type SupplyState } from '@openprepay/tariffs';
import type { Meter } from '../meters/meter.js';
import { fixedChargesFromJson, fixedChargesToJson } from './pricing-json.js';
import { SupplyRow } from './supply.row.js';

/** The state of supplies. Whoever writes one holds the lock of its meter. */
export class SupplyRepository {
  /** Begins the supply of a meter on the account it now has. */
  async start(tx: Tx, meter: Meter, startedAt: Date): Promise<void> {
    await entities(tx).insert(SupplyRow, {
      utility: tx.utility,
      supplyId: meter.supplyId,
      meterNumber: meter.meterNumber,
      accountNumber: meter.accountNumber ?? null,
      startedAt,
      ...stateToRow(newSupplyState(startedAt)),
    });
  }

  async state(tx: Tx, supplyId: string): Promise<SupplyState> {
    return stateFromRow(await entities(tx).findOneByOrFail(SupplyRow, { utility: tx.utility, supplyId }));
  }

  async save(tx: Tx, supplyId: string, state: SupplyState): Promise<void> {
    await entities(tx).update(SupplyRow, { utility: tx.utility, supplyId }, stateToRow(state));
  }
}

/** The columns that hold a supply's state. */
export type SupplyStateColumns = Pick<SupplyRow, 'unitsMonth' | 'unitsTenths' | 'chargesAccruedThrough' | 'fixedChargesDue'>;

export const stateToRow = ({ unitsThisMonth, chargesAccruedThrough, fixedChargesDue }: SupplyState): SupplyStateColumns => ({
  unitsMonth: unitsThisMonth.month,
  unitsTenths: unitsThisMonth.tenths.toString(),
  chargesAccruedThrough: chargesAccruedThrough ?? null,
  fixedChargesDue: fixedChargesToJson(fixedChargesDue),
});

export const stateFromRow = (row: SupplyStateColumns & Pick<SupplyRow, 'startedAt'>): SupplyState => ({
  unitsThisMonth: { month: row.unitsMonth, tenths: creditTenths(BigInt(row.unitsTenths)) },
  fixedChargesDue: fixedChargesFromJson(row.fixedChargesDue),
  chargesAccruedThrough: row.chargesAccruedThrough ?? undefined,
  supplyStartedAt: row.startedAt,
});
