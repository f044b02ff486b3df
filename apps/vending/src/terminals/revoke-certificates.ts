import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { requireStaff } from '../vendors/vendor-scope.js';
import type { Terminal } from './terminal.js';
import type { TerminalCertificateRepository } from './terminal-certificate.repository.js';
import type { TerminalRepository } from './terminal.repository.js';

/** Takes every certificate of a till back. Every message of a till looks for its own, so that its next one is refused; its secret stays. */
export class RevokeCertificates {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly terminals: TerminalRepository,
    private readonly certificates: TerminalCertificateRepository,
    private readonly clock: Clock,
  ) {}

  /** Safe to repeat. @throws {VendingError} `vending.terminal_unknown`, `vending.staff_required` */
  async execute(caller: Principal, { terminalId }: { readonly terminalId: string }): Promise<Terminal> {
    requireStaff(caller);
    const ended = { terminalId, at: this.clock.now(), by: caller.username };
    return this.unitOfWork.run(caller.utility, async (tx) => {
      await this.terminals.lock(tx, terminalId);
      await this.certificates.revoke(tx, ended);
      return this.terminals.require(tx, terminalId);
    });
  }
}
