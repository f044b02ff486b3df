import { entities } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { newSupplyState, type SupplyState } from '@openprepay/tariffs';
import { stateFromRow, stateToRow } from './supply-mapping.js';
import { SupplyRow } from './supply.row.js';

/** A meter on an account, as it begins. */
export interface NewSupply {
  readonly supplyId: string;
  readonly meterNumber: string;
  readonly accountNumber: string | undefined;
}

/** The state of supplies. Whoever writes one holds the lock of its meter. */
export class SupplyRepository {
  /** Begins a supply. */
  async start(tx: Tx, { supplyId, meterNumber, accountNumber }: NewSupply, startedAt: Date): Promise<void> {
    await entities(tx).insert(SupplyRow, {
      utility: tx.utility,
      supplyId,
      meterNumber,
      accountNumber: accountNumber ?? null,
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
