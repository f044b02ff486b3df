import { TLSSocket } from 'node:tls';

/** What a client has shown for itself, signed by the authority of clients and not past its end. */
export interface PeerCertificate {
  readonly commonName: string;
  /** SHA-256 of the certificate, 64 digits in lower case. */
  readonly fingerprint: string;
}

/** @returns undefined where it has shown none, or one that is not taken */
export function peerCertificateOf(connection: object): PeerCertificate | undefined {
  if (!(connection instanceof TLSSocket) || !connection.authorized) return undefined;
  const { subject, fingerprint256 } = connection.getPeerCertificate();
  // Several names are an array: nobody can say which of them is meant.
  return typeof subject?.CN === 'string'
    ? { commonName: subject.CN, fingerprint: fingerprint256.replaceAll(':', '').toLowerCase() }
    : undefined;
}

/** Whether a certificate was shown that is not taken: of another authority, past its end, or without a name. */
export const showsAnother = (connection: TLSSocket): boolean =>
  connection.getPeerX509Certificate() !== undefined && peerCertificateOf(connection) === undefined;
