import { entities } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { MeterCommand } from './meter-command.js';
import { MeterCommandRow } from './meter-command.row.js';

export class MeterCommandRepository {
  async insert(tx: Tx, command: MeterCommand): Promise<void> {
    await entities(tx).insert(MeterCommandRow, { ...command, utility: tx.utility });
  }
}
