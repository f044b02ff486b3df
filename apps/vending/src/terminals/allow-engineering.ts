import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { requireSecondPerson, SecondPersonRequired } from '@openprepay/runtime/second-person';
import { requireStaff } from '../vendors/vendor-scope.js';
import type { TerminalCertificateRepository } from './terminal-certificate.repository.js';
import type { TerminalRepository } from './terminal.repository.js';
import type { Terminal } from './terminal.js';

export interface AllowEngineeringCommand {
  readonly terminalId: string;
  readonly allowed: boolean;
}

/** Lets a till order engineering tokens, from its next message on, or no longer. Whoever set it up has been told its secret, and whoever had its certificate signed may have the key: another says so. */
export class AllowEngineering {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly terminals: TerminalRepository,
    private readonly certificates: TerminalCertificateRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.terminal_unknown`, `vending.staff_required`; {SecondPersonRequired} `vending.second_person_required` */
  async execute(caller: Principal, { terminalId, allowed }: AllowEngineeringCommand): Promise<Terminal> {
    requireStaff(caller);
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const terminal = await this.terminals.lock(tx, terminalId);
      if (allowed) requireAnotherThanHolds(caller, terminal, await this.certificates.issuersOf(tx, terminalId));
      return this.terminals.allowEngineering(tx, terminalId, allowed ? { at: this.clock.now(), by: caller.username } : undefined);
    });
  }
}

/** A terminal's record has the name of whoever set it up, not their subject. @throws {SecondPersonRequired} */
function requireAnotherThanHolds(caller: Principal, { createdBy, createdAt }: Terminal, issuers: readonly string[]): void {
  const code = 'vending.second_person_required';
  if (createdBy === caller.username || issuers.includes(caller.username))
    throw new SecondPersonRequired(
      code,
      'whoever was told a terminal’s secret, or had its certificate signed, does not let it order tokens',
    );
  requireSecondPerson(caller, { requestedBy: createdBy, requestedAt: createdAt }, code);
}
