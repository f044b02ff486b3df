import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { VouchedCertificates, VouchedMessage } from '@openprepay/runtime/vouched-certificate';
import { type SignedInTerminal, signedIn } from './sign-in-terminal.js';
import type { TerminalCertificate } from './terminal-certificate.js';
import type { TerminalCertificateRepository } from './terminal-certificate.repository.js';
import type { TerminalRepository } from './terminal.repository.js';

/** A till that has shown its certificate, under whose name its messages come. */
export interface CertifiedSignIn {
  readonly terminal: SignedInTerminal;
  readonly certificate: TerminalCertificate;
}

/** A statement of the gateway's, and the message that it came with. */
export interface Vouched {
  readonly statement: string;
  readonly message: VouchedMessage;
}

/** Who a till is, by what the gateway says of its connection. Asked of the database every time: what is revoked is so at once. */
export class SignInByCertificate {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vouched: VouchedCertificates,
    private readonly certificates: TerminalCertificateRepository,
    private readonly terminals: TerminalRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns undefined where it is no statement of the gateway's of this message, or its certificate none of a terminal, or no longer
   * @throws {RequestError} `service.unavailable`
   */
  async execute({ statement, message }: Vouched): Promise<CertifiedSignIn | undefined> {
    const fingerprint = await this.vouched.fingerprintIn(statement, message);
    if (fingerprint === undefined) return undefined;
    return this.unitOfWork.run(ALL_UTILITIES, async (tx) => {
      const certificate = await this.certificates.inForce(tx, Buffer.from(fingerprint, 'hex'), this.clock.now());
      const [known] = certificate ? await this.terminals.findAll(tx, 'terminal_id', [certificate.terminalId]) : [];
      return certificate && known && !known.terminal.revoked ? { terminal: signedIn(known), certificate } : undefined;
    });
  }

  /**
   * The message is the till's: where it has come by a new certificate it needs the one before no more, and revokes it in its own name,
   * whoever had the new one signed. Safe to repeat.
   * @returns false where the certificate was revoked at the same moment
   */
  async goOver({ certificate, terminal: { principal } }: CertifiedSignIn): Promise<boolean> {
    const { terminalId, serial, fingerprint, usedAt } = certificate;
    if (usedAt !== undefined) return true;
    const at = this.clock.now();
    return this.unitOfWork.run(principal.utility, async (tx) => {
      // one change of a terminal's certificates at a time
      await this.terminals.lock(tx, terminalId);
      if (!(await this.certificates.markUsed(tx, serial, at))) return (await this.certificates.inForce(tx, fingerprint, at)) !== undefined;
      await this.certificates.revokeUsedBefore(tx, { terminalId, at, by: principal.username }, serial);
      return true;
    });
  }
}
