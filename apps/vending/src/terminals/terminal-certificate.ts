/** By which a till signs in without its secret, as it is on record. */
export interface TerminalCertificate {
  /** 32 digits, hexadecimal. */
  readonly serial: string;
  readonly terminalId: string;
  /** Its common name: what every message that comes with it calls its client. */
  readonly clientId: string;
  /** SHA-256. */
  readonly fingerprint: Uint8Array;
  readonly issuedAt: Date;
  readonly issuedBy: string;
  readonly expiresAt: Date;
  /** When the till first came by it; undefined until then. */
  readonly usedAt: Date | undefined;
}
