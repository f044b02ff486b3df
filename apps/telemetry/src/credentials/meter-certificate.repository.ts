import type { RevokedSerial } from '@openprepay/certificates/client-certificate';
import { entities, sql } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { MeterCertificate } from './meter-certificate.js';
import { MeterCertificateRow } from './meter-certificate.row.js';

export interface EndedCertificates {
  readonly utility: string;
  readonly meterNumber: string;
  readonly at: Date;
}

export class MeterCertificateRepository {
  async insert(tx: Tx, utility: string, { fingerprint, ...certificate }: MeterCertificate): Promise<void> {
    await entities(tx).insert(MeterCertificateRow, { ...certificate, utility, fingerprint: Buffer.from(fingerprint) });
  }

  /** Writes down that every certificate of a meter has ended; those that had already stay as they are. */
  async end(tx: Tx, { utility, meterNumber, at }: EndedCertificates): Promise<void> {
    await sql(
      tx,
      `insert into meter_certificate_end (serial, utility, ended_at)
       select serial, utility, $3 from meter_certificate where utility = $1 and meter_number = $2
       on conflict (serial) do nothing`,
      [utility, meterNumber, at],
    );
  }

  /** Those that have ended before their time and are not past it, of every utility. For system work. */
  async revoked(tx: Tx, now: Date): Promise<readonly RevokedSerial[]> {
    return sql<RevokedSerial>(
      tx,
      `select serial, ended_at as "revokedAt" from meter_certificate_end join meter_certificate as certificate using (serial)
       where certificate.expires_at > $1 order by ended_at, serial`,
      [now],
    );
  }
}
