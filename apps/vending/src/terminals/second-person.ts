import type { Principal } from '@openprepay/contracts/identity';
import type { Tx } from '@openprepay/persistence/tx';
import { requireSecondPerson, SecondPersonRequired } from '@openprepay/runtime/second-person';
import type { Person } from '../person.js';
import { sellerOfTerminal, type Terminal } from './terminal.js';
import type { TerminalCertificateRepository } from './terminal-certificate.repository.js';
import type { TerminalRepository } from './terminal.repository.js';

/** What somebody, or a terminal, wants that takes two. */
export interface AskedFor {
  readonly requestedBy: Person;
  readonly requestedAt: Date;
}

const CODE = 'vending.second_person_required';

/**
 * Who decides on what engineers ask for, or terminals that they have let: behind a terminal stand whoever set it up, whoever had a
 * certificate signed for it, and whoever has let it order.
 */
export class SecondPerson {
  constructor(
    private readonly terminals: TerminalRepository,
    private readonly certificates: TerminalCertificateRepository,
  ) {}

  /** @throws {SecondPersonRequired} `vending.second_person_required` */
  async require(tx: Tx, caller: Principal, { requestedBy: { subject, username }, requestedAt }: AskedFor): Promise<void> {
    requireSecondPerson(caller, { requestedBy: subject, requestedAt }, CODE);
    if (username !== sellerOfTerminal(subject)) return;
    requireNotBehind(await this.terminals.require(tx, subject), caller, requestedAt);
    await this.requireNotCertified(tx, caller, subject);
  }

  /**
   * Of what every till may ask for.
   * @throws {SecondPersonRequired} `vending.second_person_required`
   */
  async requireOfSale(tx: Tx, caller: Principal, { requestedBy: { subject, username }, requestedAt }: AskedFor): Promise<void> {
    requireSecondPerson(caller, { requestedBy: subject, requestedAt }, CODE);
    if (username !== sellerOfTerminal(subject)) return;
    if ((await this.terminals.require(tx, subject)).createdBy === caller.username)
      throw new SecondPersonRequired(CODE, 'this needs another than who set the terminal up');
    await this.requireNotCertified(tx, caller, subject);
  }

  private async requireNotCertified(tx: Tx, { username }: Principal, terminalId: string): Promise<void> {
    if ((await this.certificates.issuersOf(tx, terminalId)).includes(username))
      throw new SecondPersonRequired(CODE, 'this needs another than who had the terminal’s certificate signed');
  }
}

/** Whoever let it and has taken that back is in no record: then nobody is known to be another. */
function requireNotBehind({ createdBy, engineering }: Terminal, { username }: Principal, requestedAt: Date): void {
  if (!engineering || engineering.at.getTime() > requestedAt.getTime())
    throw new SecondPersonRequired(CODE, 'the terminal is no longer let by whoever let it when it asked: have it ask anew');
  if (username === createdBy || username === engineering.by)
    throw new SecondPersonRequired(CODE, 'this needs another than who set the terminal up and who has let it order');
}
