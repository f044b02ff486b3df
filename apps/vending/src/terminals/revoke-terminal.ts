import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { requireStaff } from '../vendors/vendor-scope.js';
import type { Terminal } from './terminal.js';
import type { TerminalRepository } from './terminal.repository.js';

/** Takes a till's sign-in away. Every request of a till looks for it, so that its next one is refused. */
export class RevokeTerminal {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly terminals: TerminalRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.terminal_unknown`, `vending.staff_required` */
  async execute(caller: Principal, { terminalId }: { readonly terminalId: string }): Promise<Terminal> {
    requireStaff(caller);
    const revoked = { at: this.clock.now(), by: caller.username };
    return this.unitOfWork.run(caller.utility, (tx) => this.terminals.revoke(tx, terminalId, revoked));
  }
}
