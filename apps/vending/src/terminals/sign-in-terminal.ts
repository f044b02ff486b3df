import type { Principal } from '@openprepay/contracts/identity';
import { SharedReads } from '@openprepay/pace/shared-reads';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { VendingError } from '../vending-error.js';
import { isSecretOf, sellerOfTerminal } from './terminal.js';
import type { KnownTerminal, TerminalRepository } from './terminal.repository.js';

export interface TerminalCredential {
  readonly terminalId: string;
  readonly secret: string;
}

/** A till that has shown who it is: as whom it acts, and what it is called. */
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
/** Terminals that are looked at by one statement. */
const MAX_READ_TERMINALS = 500;

/**
 * Who a till is, by its id and its secret. Asked of the database every time, by a look that begins after the till has come: one that is
 * revoked is so at once. All that come in one moment are looked up together.
 */
export class SignInTerminal {
  private readonly terminals: SharedReads<string, KnownTerminal>;

  constructor(unitOfWork: UnitOfWork, terminals: TerminalRepository) {
    this.terminals = new SharedReads(async (keys) => {
      const found = await unitOfWork.run(ALL_UTILITIES, (tx) =>
        Promise.all([
          terminals.findAll(tx, 'terminal_id', keys.filter(isId)),
          terminals.findAll(
            tx,
            'signs_in_as',
            keys.filter((key) => !isId(key)),
          ),
        ]),
      );
      const [byId, byName] = found;
      return new Map([
        ...byId.map((known) => [known.terminal.terminalId, known] as const),
        ...byName.map((known) => [known.terminal.signsInAs ?? '', known] as const),
      ]);
    }, MAX_READ_TERMINALS);
  }

  /** @throws {VendingError} `vending.terminal_not_authenticated`, without a word on which of the two is wrong, or whether it is revoked */
  async execute({ terminalId, secret }: TerminalCredential): Promise<SignedInTerminal> {
    const known = CHOSEN.test(terminalId) && secret.length <= MAX_SECRET_LENGTH ? await this.terminals.ask(keyOf(terminalId)) : undefined;
    if (!known || known.terminal.revoked || !isSecretOf(known.terminal, secret))
      throw new VendingError('vending.terminal_not_authenticated', 'no terminal has this id and this secret');
    return signedIn(known);
  }
}

const isId = (signedInAs: string): boolean => UUID.test(signedInAs);

/** An id as the database has it, or a name as it was chosen. */
const keyOf = (signedInAs: string): string => (isId(signedInAs) ? signedInAs.toLowerCase() : signedInAs);

/** What a till acts as, once it is known to be this one. */
export const signedIn = ({ utility, terminal, vendorName, outletName, currency }: KnownTerminal): SignedInTerminal => ({
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
});
