import type { Principal } from '@openprepay/contracts/identity';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { VendingError } from '../vending-error.js';
import { isSecretOf, sellerOfTerminal } from './terminal.js';
import type { KnownTerminal, TerminalRepository } from './terminal.repository.js';

export interface TerminalCredential {
  readonly terminalId: string;
  readonly secret: string;
}

/** A till that has shown its secret: as whom it acts, and what it is called. */
export interface SignedInTerminal extends Pick<KnownTerminal, 'vendorName' | 'outletName'> {
  readonly principal: Principal & { readonly vendorId: string };
  /** Whether it may order engineering tokens. */
  readonly engineering: boolean;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** What a sandbox may call its terminals. */
const CHOSEN = /^[\w.@-]{1,64}$/;
/** Longer than any secret that there is. */
const MAX_SECRET_LENGTH = 128;

/** Who a till is, by its id and its secret. Asked of the database every time: one that is revoked is so at once. */
export class SignInTerminal {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly terminals: TerminalRepository,
  ) {}

  /** @throws {VendingError} `vending.terminal_not_authenticated`, without a word on which of the two is wrong, or whether it is revoked */
  async execute({ terminalId, secret }: TerminalCredential): Promise<SignedInTerminal> {
    const known =
      CHOSEN.test(terminalId) && secret.length <= MAX_SECRET_LENGTH
        ? await this.unitOfWork.run(ALL_UTILITIES, (tx) =>
            this.terminals.find(tx, UUID.test(terminalId) ? 'terminal_id' : 'signs_in_as', terminalId),
          )
        : undefined;
    if (!known || known.terminal.revoked || !isSecretOf(known.terminal, secret))
      throw new VendingError('vending.terminal_not_authenticated', 'no terminal has this id and this secret');
    const { utility, terminal, vendorName, outletName, currency } = known;
    return {
      principal: {
        subject: terminal.terminalId,
        username: sellerOfTerminal(terminal.terminalId),
        utility,
        currency,
        timeZone: terminal.timeZone,
        ...(terminal.sandbox && { sandbox: true }),
        roles: ['vendor'],
        vendorId: terminal.vendorId,
        platform: false,
      },
      vendorName,
      outletName,
      engineering: terminal.engineering !== undefined,
    };
  }
}
