import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { VouchedCertificates } from '@openprepay/runtime/vouched-certificate';
import { type SignedInTerminal, signedIn } from './sign-in-terminal.js';
import type { TerminalCertificateRepository } from './terminal-certificate.repository.js';
import type { TerminalRepository } from './terminal.repository.js';

/** A till that has shown its certificate, and by what name its messages come with it. */
export interface CertifiedSignIn {
  readonly terminal: SignedInTerminal;
  readonly clientId: string;
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
   * @param statement the gateway's
   * @returns undefined where it is none of the gateway's, or its certificate none of a terminal, or no longer
   * @throws {RequestError} `service.unavailable`
   */
  async execute(statement: string): Promise<CertifiedSignIn | undefined> {
    const fingerprint = await this.vouched.fingerprintIn(statement);
    if (fingerprint === undefined) return undefined;
    return this.unitOfWork.run(ALL_UTILITIES, async (tx) => {
      const certificate = await this.certificates.inForce(tx, Buffer.from(fingerprint, 'hex'), this.clock.now());
      const [known] = certificate ? await this.terminals.findAll(tx, 'terminal_id', [certificate.terminalId]) : [];
      return certificate && known && !known.terminal.revoked ? { terminal: signedIn(known), clientId: certificate.clientId } : undefined;
    });
  }
}
