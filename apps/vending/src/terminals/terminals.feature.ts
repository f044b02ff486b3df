import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { VendorRepository } from '../vendors/vendor.repository.js';
import { AllowEngineering } from './allow-engineering.js';
import { CreateOutlet } from './create-outlet.js';
import { CreateTerminal } from './create-terminal.js';
import { FindOutlets } from './find-outlets.js';
import { FindTerminals } from './find-terminals.js';
import { RevokeTerminal } from './revoke-terminal.js';
import { SecondPerson } from './second-person.js';
import { SignInTerminal } from './sign-in-terminal.js';
import { TerminalRepository } from './terminal.repository.js';
import { TerminalsController } from './terminals.controller.js';

/** Where vendors sell, and the tills that sign in by themselves. */
export const terminals: Feature = {
  controllers: [TerminalsController],
  providers: [
    provide(TerminalRepository, []),
    provide(CreateOutlet, [UnitOfWork, VendorRepository, TerminalRepository, CLOCK]),
    provide(FindOutlets, [UnitOfWork, VendorRepository, TerminalRepository]),
    provide(CreateTerminal, [UnitOfWork, TerminalRepository, CLOCK]),
    provide(AllowEngineering, [UnitOfWork, TerminalRepository, CLOCK]),
    provide(RevokeTerminal, [UnitOfWork, TerminalRepository, CLOCK]),
    provide(FindTerminals, [UnitOfWork, VendorRepository, TerminalRepository]),
    provide(SecondPerson, [TerminalRepository]),
    provide(SignInTerminal, [UnitOfWork, TerminalRepository]),
  ],
};
