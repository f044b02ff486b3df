import { columnsOf, entities, prepared, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { TerminalCertificate } from './terminal-certificate.js';
import { TerminalCertificateRow } from './terminal-certificate.row.js';

export interface EndedCertificates {
  readonly terminalId: string;
  readonly at: Date;
  readonly by: string;
  /** The newest so many stay. */
  readonly keep: number;
}

export class TerminalCertificateRepository {
  async insert(tx: Tx, { fingerprint, ...certificate }: TerminalCertificate): Promise<void> {
    const row = { utility: tx.utility, ...certificate, fingerprint: Buffer.from(fingerprint), revokedAt: null, revokedBy: null };
    await entities(tx).insert(TerminalCertificateRow, row);
  }

  /** Revokes certificates of a terminal; those that are revoked already stay as they are. */
  async revoke(tx: Tx, { terminalId, at, by, keep }: EndedCertificates): Promise<void> {
    await sql(
      tx,
      `update terminal_certificate set revoked_at = $3, revoked_by = $4
        where utility = $1 and terminal_id = $2 and revoked_at is null and serial not in (
          select serial from terminal_certificate where utility = $1 and terminal_id = $2 and revoked_at is null
           order by issued_at desc, serial desc limit $5) returning 1`,
      [tx.utility, terminalId, at, by, keep],
    );
  }

  /** Whoever has had one signed for this terminal, and may have its key. */
  async issuersOf(tx: Tx, terminalId: string): Promise<readonly string[]> {
    const rows = await sql<{ readonly issuedBy: string }>(
      tx,
      'select distinct issued_by as "issuedBy" from terminal_certificate where utility = $1 and terminal_id = $2',
      [tx.utility, terminalId],
    );
    return rows.map(({ issuedBy }) => issuedBy);
  }

  /** Of any utility: whose connection it is says no more than this. One that is revoked, or past its end, is none. */
  async inForce(tx: Tx, fingerprint: Uint8Array, now: Date): Promise<TerminalCertificate | undefined> {
    const [row] = await prepared<TerminalCertificateRow>(
      tx,
      `select ${columnsOf(TerminalCertificateRow, 'c')} from terminal_certificate c
        where c.fingerprint = $1 and c.revoked_at is null and c.expires_at > $2`,
      [Buffer.from(fingerprint), now],
    );
    return row && fromRow(row);
  }

  /** Of each of these terminals the newest that is not revoked. */
  async newestOf(tx: Tx, terminalIds: readonly string[]): Promise<ReadonlyMap<string, TerminalCertificate>> {
    if (terminalIds.length === 0) return new Map();
    const rows = await sql<TerminalCertificateRow>(
      tx,
      `select ${columnsOf(TerminalCertificateRow, 'c')} from (
         select distinct on (terminal_id) * from terminal_certificate
          where utility = $1 and terminal_id = any($2::uuid[]) and revoked_at is null
          order by terminal_id, issued_at desc, serial desc) c`,
      [tx.utility, terminalIds],
    );
    return new Map(rows.map((row) => [row.terminalId, fromRow(row)]));
  }
}

const fromRow = ({
  serial,
  terminalId,
  clientId,
  fingerprint,
  issuedAt,
  issuedBy,
  expiresAt,
}: TerminalCertificateRow): TerminalCertificate => ({ serial, terminalId, clientId, fingerprint, issuedAt, issuedBy, expiresAt });
