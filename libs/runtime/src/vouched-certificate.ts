import { tillCertificateClaims, tillCertificateTerms } from '@openprepay/contracts/http/vending-xmlvend';
import { jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { CLOCK_TOLERANCE_SECONDS, isWrongToken } from './access-token.js';
import { RequestError } from './problem.js';

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
   * @returns SHA-256 of the certificate, 64 digits in lower case; undefined where this is no statement of the gateway that is in its time
   * @throws {RequestError} `service.unavailable` where the gateway's keys cannot be had
   */
  async fingerprintIn(statement: string): Promise<string | undefined> {
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
    return tillCertificateClaims.safeParse(payload).data?.fingerprint;
  }
}
