import { createHash } from 'node:crypto';
import { tillCertificateClaims, tillCertificateTerms } from '@openprepay/contracts/http/vending-xmlvend';
import { jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { CLOCK_TOLERANCE_SECONDS, isWrongToken } from './access-token.js';
import { RequestError } from './problem.js';

/** What a statement about a certificate is of: it is good for no other message. */
export interface VouchedMessage {
  readonly method: string;
  /** As the service knows it, without a query. */
  readonly path: string;
  /** As it was sent, packed where it was. */
  readonly body: Uint8Array;
}

/** SHA-256 of a message, 64 digits in lower case: of `<method> <path>`, a line feed and its body. */
export const messageDigest = ({ method, path, body }: VouchedMessage): string =>
  createHash('sha256').update(`${method} ${path}\n`).update(body).digest('hex');

/** Always its own, whoever signs users in. */
const GATEWAY_ALGORITHM = 'EdDSA';

/** Reads what the gateway says, signed, of the certificate that a client has come with. Anybody else who says it is not believed. */
export class VouchedCertificates {
  constructor(
    /** Of the gateway. */
    private readonly keys: JWTVerifyGetKey,
    private readonly nowMs: () => number,
  ) {}

  /**
   * @param message that came with the statement
   * @returns SHA-256 of the certificate, 64 digits in lower case; undefined where this is no statement of the gateway that is in its time, or
   *   one of another message
   * @throws {RequestError} `service.unavailable` where the gateway's keys cannot be had
   */
  async fingerprintIn(statement: string, message: VouchedMessage): Promise<string | undefined> {
    const currentDate = new Date(this.nowMs());
    const { typ, issuer, audience } = tillCertificateTerms;
    let payload: JWTPayload;
    try {
      ({ payload } = await jwtVerify(statement, this.keys, {
        ...{ typ, issuer, audience, currentDate },
        algorithms: [GATEWAY_ALGORITHM],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['exp'],
      }));
    } catch (error) {
      if (isWrongToken(error)) return undefined;
      throw new RequestError('service.unavailable', 'what the gateway says cannot be verified just now', { cause: error });
    }
    const said = tillCertificateClaims.safeParse(payload).data;
    return said?.message === undefined || said.message === messageDigest(message) ? said?.fingerprint : undefined;
  }
}
