import type { Certificate } from '@openprepay/certificates/certificate';
import { type ClientCertificate, createRevocationList, issueClient, type RevokedSerial } from '@openprepay/certificates/client-certificate';
import { readSigningRequest, type RequestFault } from '@openprepay/certificates/signing-request';
import { limits } from '../telemetry-limits.js';
import { TelemetryError } from '../telemetry-error.js';

export interface MeterAuthoritySettings {
  /** Undefined where the installation has none. */
  readonly authority: Certificate | undefined;
  /** How long a meter's certificate lasts. */
  readonly days: number;
}

export interface CertificateWish {
  readonly meterNumber: string;
  /** PEM, as the meter sent it. */
  readonly csr: string;
  readonly now: Date;
}

export interface SignedCertificate extends ClientCertificate {
  /** PEM of who has signed it. */
  readonly authority: string;
}

export interface RevocationList {
  readonly certificate: string;
  readonly revocations: string;
  readonly nextUpdate: Date;
}

const DAY_MS = 86_400_000;

/** Signs what meters come in by. Its key is read at start and leaves this process in no form. */
export class MeterAuthority {
  constructor(private readonly settings: MeterAuthoritySettings) {}

  /** @throws {TelemetryError} `telemetry.no_meter_authority`, `telemetry.csr_invalid`, `telemetry.csr_key_weak`, `telemetry.csr_name_mismatch` */
  async sign({ meterNumber, csr, now }: CertificateWish): Promise<SignedCertificate> {
    const authority = this.required();
    const request = await readSigningRequest(csr);
    if (typeof request === 'string') throw refusals[request]();
    if (request.commonNames.length !== 1 || request.commonNames[0] !== meterNumber)
      throw new TelemetryError('telemetry.csr_name_mismatch', 'the request’s one common name is not the meter’s number');
    const signed = await issueClient(authority, request, { name: meterNumber, now, days: this.settings.days });
    return { ...signed, authority: authority.cert };
  }

  /** @throws {TelemetryError} `telemetry.no_meter_authority` */
  async revocationList(revoked: readonly RevokedSerial[], now: Date): Promise<RevocationList> {
    const authority = this.required();
    const days = limits.credentials.revocationListDays;
    const revocations = await createRevocationList(authority, { revoked, now, days });
    return { certificate: authority.cert, revocations, nextUpdate: new Date(now.getTime() + days * DAY_MS) };
  }

  private required(): Certificate {
    if (this.settings.authority !== undefined) return this.settings.authority;
    throw new TelemetryError('telemetry.no_meter_authority', 'this installation has no authority that signs meters’ certificates');
  }
}

const refusals = {
  invalid: () => new TelemetryError('telemetry.csr_invalid', 'not a request to sign in PEM, signed by its own key'),
  authority: () => new TelemetryError('telemetry.csr_invalid', 'a meter’s certificate signs no others'),
  'weak-key': () => new TelemetryError('telemetry.csr_key_weak', 'a key is RSA of 2048 to 4096 bits, or on P-256, P-384 or P-521'),
} satisfies Record<RequestFault, () => TelemetryError>;
