import type { BatchKind } from '@openprepay/contracts/http/vending-batches';
import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { sellerOfTerminal } from '../terminals/terminal.js';
import type { TerminalRepository } from '../terminals/terminal.repository.js';
import { vendorScope } from '../vendors/vendor-scope.js';
import type { Batch } from './batch.js';
import type { BatchRepository } from './batch.repository.js';

export interface OpenBatchCommand {
  readonly kind: BatchKind;
  /** Whose sales; without one, the caller's own. */
  readonly terminalId?: string | undefined;
}

/** Opens a batch: every sale of its till belongs to it from when this is committed. */
export class OpenBatch {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly terminals: TerminalRepository,
    private readonly batches: BatchRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.batch_open`, `vending.terminal_unknown`, `vending.vendor_required`, `vending.vendor_not_yours` */
  async execute(caller: Principal, { kind, terminalId }: OpenBatchCommand): Promise<Batch> {
    const scope = vendorScope(caller);
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const terminal = terminalId === undefined ? undefined : await this.terminals.require(tx, terminalId);
      const vendorId = terminal ? vendorScope(caller, terminal.vendorId) : scope;
      return this.batches.open(tx, {
        batchId: this.clock.newId(),
        kind,
        till: terminal ? sellerOfTerminal(terminal.terminalId) : caller.username,
        vendorId,
        openedAt: this.clock.now(),
        openedBy: caller.username,
      });
    });
  }
}
