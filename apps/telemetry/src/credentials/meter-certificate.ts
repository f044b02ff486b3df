/** A certificate that signs a meter in, as it is on record. */
export interface MeterCertificate {
  /** 32 digits, hexadecimal. */
  readonly serial: string;
  readonly meterNumber: string;
  /** SHA-256. */
  readonly fingerprint: Uint8Array;
  readonly issuedBy: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}
