import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { VendingError } from '../vending-error.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import { hashOf, newSecret, type Terminal } from './terminal.js';
import type { TerminalRepository } from './terminal.repository.js';

export interface CreateTerminalCommand {
  readonly outletId: string;
  readonly name: string;
  /** In a sandbox alone: what it signs in as, and its password. */
  readonly terminalId?: string | undefined;
  readonly secret?: string | undefined;
}

export interface CreatedTerminal {
  readonly terminal: Terminal;
  /** Told once; whoever loses it sets up another terminal. */
  readonly secret: string;
}

/** A new till of an outlet, with a secret of its own; in a sandbox called as one likes. */
export class CreateTerminal {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly terminals: TerminalRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.outlet_unknown`, `vending.staff_required`, `vending.sandbox_required`, `vending.terminal_name_taken` */
  async execute(
    caller: Principal,
    { outletId, name, terminalId: signsInAs, secret: chosen }: CreateTerminalCommand,
  ): Promise<CreatedTerminal> {
    requireStaff(caller);
    const sandbox = caller.sandbox === true;
    if (!sandbox && (signsInAs ?? chosen) !== undefined)
      throw new VendingError('vending.sandbox_required', 'only a sandbox’s terminals are called as one likes');
    const secret = chosen ?? newSecret();
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const { vendorId } = await this.terminals.requireOutlet(tx, outletId);
      const terminal: Terminal = {
        terminalId: this.clock.newId(),
        outletId,
        vendorId,
        name,
        secretHash: hashOf(secret),
        sandbox,
        signsInAs,
        timeZone: caller.timeZone,
        createdAt: this.clock.now(),
        createdBy: caller.username,
        ...{ revoked: undefined, engineering: undefined, certificate: undefined },
      };
      await this.terminals.insert(tx, terminal);
      return { terminal, secret };
    });
  }
}
