import type { X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { TILL_CERTIFICATE_SECONDS, type TillCertificateClaims, tillCertificateTerms } from '@openprepay/contracts/http/vending-xmlvend';
import type { Clock } from '@openprepay/persistence/clock';
import { messageDigest, type VouchedMessage } from '@openprepay/runtime/vouched-certificate';
import { SignJWT } from 'jose';
import { SIGNING_ALGORITHM, type SigningKeys } from './signing-keys.js';

/**
 * Says to a service, signed, by which certificate a connection has been made on which a message came: what a till could not say of itself.
 * Whose it is, and whether it is still in force, the service knows.
 */
export class VouchForCertificate {
  constructor(
    private readonly keys: SigningKeys,
    private readonly clock: Clock,
  ) {}

  /**
   * @param read the message, which is held only where a certificate was shown
   * @returns undefined where none was shown, or none of our authority of clients that is in its time
   * @throws what `read` throws
   */
  async execute({ socket }: Pick<IncomingMessage, 'socket'>, read: () => Promise<VouchedMessage>): Promise<string | undefined> {
    const fingerprint = provenFingerprint(socket);
    if (fingerprint === undefined) return undefined;
    const message = messageDigest(await read());
    const nowSeconds = Math.floor(this.clock.now().getTime() / 1_000);
    const { typ, issuer, audience } = tillCertificateTerms;
    return new SignJWT({ fingerprint, message } satisfies TillCertificateClaims)
      .setProtectedHeader({ alg: SIGNING_ALGORITHM, kid: this.keys.kid, typ })
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt(nowSeconds)
      .setExpirationTime(nowSeconds + TILL_CERTIFICATE_SECONDS)
      .sign(this.keys.privateKey);
  }
}

/** What a connection with TLS says of whoever is at its other end. */
interface Shown {
  /** By our authority of clients, and in its time. */
  readonly authorized: boolean;
  getPeerX509Certificate(): X509Certificate | undefined;
}

const isShown = (socket: object): socket is Shown => 'authorized' in socket && 'getPeerX509Certificate' in socket;

/** SHA-256 of the certificate, 64 digits in lower case. */
function provenFingerprint(socket: object): string | undefined {
  if (!isShown(socket) || !socket.authorized) return undefined;
  return socket.getPeerX509Certificate()?.fingerprint256.replaceAll(':', '').toLowerCase();
}
