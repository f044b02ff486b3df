import type { Principal } from '@openprepay/contracts/identity';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { SecondPersonRequired } from '@openprepay/runtime/second-person';
import { VendingError } from '../vending-error.js';
import { requireStaff } from '../vendors/vendor-scope.js';
import type { Terminal } from './terminal.js';
import type { TerminalCertificate } from './terminal-certificate.js';
import type { TerminalCertificateRepository } from './terminal-certificate.repository.js';
import type { TerminalRepository } from './terminal.repository.js';
import type { SignedCertificate, TillAuthority } from './till-authority.js';

export interface CertifyTerminalCommand {
  readonly terminalId: string;
  /** A request to sign, PEM. */
  readonly csr: string;
  /** What the till's messages call their client; its id unless given. */
  readonly clientId?: string | undefined;
}

export interface CertifiedTerminal {
  readonly certificate: TerminalCertificate;
  readonly signed: SignedCertificate;
}

/** Of those that the till has never come by, so many stay beside a new one: its answer may be lost, and then the till comes by one of them. */
const KEPT_UNUSED = 1;

/**
 * Signs a certificate for a till. Its key is made at the till and never seen here; its secret stays. However often it is renewed, the one
 * that the till comes by stays in force until the till has come by a new one.
 */
export class CertifyTerminal {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly terminals: TerminalRepository,
    private readonly certificates: TerminalCertificateRepository,
    private readonly authority: TillAuthority,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws {VendingError} `vending.terminal_unknown`, `vending.terminal_revoked`, `vending.staff_required`, `vending.csr_invalid`,
   *   `vending.csr_key_weak`, `vending.csr_name_mismatch`, `vending.no_till_authority`; {SecondPersonRequired} `vending.second_person_required`
   */
  async execute(
    caller: Principal,
    { terminalId: asked, csr, clientId = asked.toLowerCase() }: CertifyTerminalCommand,
  ): Promise<CertifiedTerminal> {
    requireStaff(caller);
    const by = caller.username;
    return this.unitOfWork.run(caller.utility, async (tx) => {
      const terminal = await this.terminals.lock(tx, asked);
      requireMayCertify(caller, terminal);
      const { terminalId } = terminal;
      const now = this.clock.now();
      const signed = await this.authority.sign({ clientId, csr, now });
      const { serial, fingerprint, expiresAt } = signed;
      const issued = { issuedAt: now, issuedBy: by, expiresAt, usedAt: undefined };
      const certificate: TerminalCertificate = { serial, terminalId, clientId, fingerprint, ...issued };
      // Those before it: an instance whose clock is ahead may have signed one that looks newer.
      await this.certificates.revokeUnused(tx, { terminalId, at: now, by }, KEPT_UNUSED);
      await this.certificates.insert(tx, certificate);
      return { certificate, signed };
    });
  }
}

/** Whoever holds a terminal's key is as good as the terminal: not whoever has let it order tokens. */
function requireMayCertify({ username }: Principal, { revoked, engineering }: Terminal): void {
  if (revoked) throw new VendingError('vending.terminal_revoked', 'a revoked terminal has no certificate any more');
  if (engineering?.by === username)
    throw new SecondPersonRequired(
      'vending.second_person_required',
      'whoever has let a terminal order tokens has no certificate signed for it',
    );
}
