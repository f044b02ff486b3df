import { columnsOf, entities, prepared, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import { IsNull } from 'typeorm';
import type { TerminalCertificate } from './terminal-certificate.js';
import { TerminalCertificateRow } from './terminal-certificate.row.js';

export interface EndedCertificates {
  readonly terminalId: string;
  readonly at: Date;
  readonly by: string;
}

export class TerminalCertificateRepository {
  async insert(tx: Tx, { fingerprint, usedAt, ...certificate }: TerminalCertificate): Promise<void> {
    const never = { usedAt: usedAt ?? null, revokedAt: null, revokedBy: null };
    await entities(tx).insert(TerminalCertificateRow, {
      ...{ utility: tx.utility, ...certificate, ...never },
      fingerprint: Buffer.from(fingerprint),
    });
  }

  /** Revokes all of a terminal's; those that are revoked already stay as they are. */
  async revoke(tx: Tx, { terminalId, at, by }: EndedCertificates): Promise<void> {
    await sql(tx, `${REVOKE} returning 1`, [tx.utility, terminalId, at, by]);
  }

  /** As `revoke`, those that the till has never come by, but for the newest so many. */
  async revokeUnused(tx: Tx, { terminalId, at, by }: EndedCertificates, keep: number): Promise<void> {
    await sql(
      tx,
      `${REVOKE} and used_at is null and serial not in (
         select serial from terminal_certificate where utility = $1 and terminal_id = $2 and revoked_at is null and used_at is null
          order by issued_at desc, serial desc limit $5) returning 1`,
      [tx.utility, terminalId, at, by, keep],
    );
  }

  /** As `revoke`, those that the till has come by before this one. */
  async revokeUsedBefore(tx: Tx, { terminalId, at, by }: EndedCertificates, serial: string): Promise<void> {
    await sql(tx, `${REVOKE} and used_at is not null and serial <> $5 returning 1`, [tx.utility, terminalId, at, by, serial]);
  }

  /** @returns false where it has been used before, or is revoked */
  async markUsed(tx: Tx, serial: string, at: Date): Promise<boolean> {
    const { affected } = await entities(tx).update(
      TerminalCertificateRow,
      { utility: tx.utility, serial, usedAt: IsNull(), revokedAt: IsNull() },
      { usedAt: at },
    );
    return affected === 1;
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

const REVOKE = `
  update terminal_certificate set revoked_at = $3, revoked_by = $4 where utility = $1 and terminal_id = $2 and revoked_at is null`;

const fromRow = ({
  utility: _utility,
  revokedAt: _notYet,
  revokedBy: _nobody,
  usedAt,
  ...row
}: TerminalCertificateRow): TerminalCertificate => ({
  ...row,
  usedAt: usedAt ?? undefined,
});
