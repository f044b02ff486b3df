import type { Certificate } from '@openprepay/certificates/certificate';
import { type ClientCertificate, issueClient } from '@openprepay/certificates/client-certificate';
import { readSigningRequest, type RequestFault } from '@openprepay/certificates/signing-request';
import { VendingError } from '../vending-error.js';

export interface TillAuthoritySettings {
  /** Undefined where the installation has none. */
  readonly authority: Certificate | undefined;
  /** How long a till's certificate lasts. */
  readonly days: number;
}

export interface CertificateWish {
  /** What the till's messages call their client. */
  readonly clientId: string;
  /** PEM, as the till sent it. */
  readonly csr: string;
  readonly now: Date;
}

export interface SignedCertificate extends ClientCertificate {
  /** PEM of who has signed it. */
  readonly authority: string;
}

/** Signs what tills come in by. Its key is read at start and leaves this process in no form. */
export class TillAuthority {
  constructor(private readonly settings: TillAuthoritySettings) {}

  /** @throws {VendingError} `vending.no_till_authority`, `vending.csr_invalid`, `vending.csr_key_weak`, `vending.csr_name_mismatch` */
  async sign({ clientId, csr, now }: CertificateWish): Promise<SignedCertificate> {
    const { authority, days } = this.settings;
    if (!authority)
      throw new VendingError('vending.no_till_authority', 'this installation has no authority that signs tills’ certificates');
    const request = await readSigningRequest(csr);
    if (typeof request === 'string') throw refusals[request]();
    if (request.commonNames.length !== 1 || request.commonNames[0] !== clientId)
      throw new VendingError('vending.csr_name_mismatch', 'the request’s one common name is not the clientId, or else the terminal’s id');
    const signed = await issueClient(authority, request, { name: clientId, now, days });
    return { ...signed, authority: authority.cert };
  }
}

const refusals = {
  invalid: () => new VendingError('vending.csr_invalid', 'not a request to sign in PEM, signed by its own key'),
  authority: () => new VendingError('vending.csr_invalid', 'a till’s certificate signs no others'),
  'weak-key': () => new VendingError('vending.csr_key_weak', 'a key is RSA of 2048 to 4096 bits, or on P-256, P-384 or P-521'),
} satisfies Record<RequestFault, () => VendingError>;
