import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { requireStaff } from '../vendors/vendor-scope.js';
import { hashOf, newSecret, type Terminal } from './terminal.js';
import type { TerminalRepository } from './terminal.repository.js';

export interface CreateTerminalCommand {
  readonly outletId: string;
  readonly name: string;
}

export interface CreatedTerminal {
  readonly terminal: Terminal;
  /** Told once; whoever loses it sets up another terminal. */
  readonly secret: string;
}

/** A new till of an outlet, with a secret of its own. */
export class CreateTerminal {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly terminals: TerminalRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.outlet_unknown`, `vending.staff_required` */
  async execute(caller: Principal, { outletId, name }: CreateTerminalCommand): Promise<CreatedTerminal> {
    requireStaff(caller);
    const secret = newSecret();
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const { vendorId } = await this.terminals.requireOutlet(tx, outletId);
      const terminal: Terminal = {
        terminalId: this.clock.newId(),
        outletId,
        vendorId,
        name,
        secretHash: hashOf(secret),
        timeZone: caller.timeZone,
        createdAt: this.clock.now(),
        createdBy: caller.username,
        revoked: undefined,
      };
      await this.terminals.insert(tx, terminal);
      return { terminal, secret };
    });
  }
}
