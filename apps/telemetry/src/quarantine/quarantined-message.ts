import type { QuarantineCode } from '@openprepay/contracts/http/telemetry';

/** Whose message it is where nobody knows. No utility has this code, so only those who run the installation see it. */
export const NO_UTILITY = '-';

/** A message on its way into the quarantine. */
export interface SetAside {
  readonly utility: string;
  readonly meterNumber?: string;
  readonly topic: string;
  readonly payload: Buffer;
  readonly code: QuarantineCode;
  readonly reason: string;
  readonly receivedAt: Date;
}

export interface QuarantinedMessage {
  readonly id: string;
  readonly meterNumber?: string;
  readonly topic: string;
  /** The first bytes of it; `payloadBytes` tells how long it was. */
  readonly payload: Buffer;
  readonly payloadBytes: number;
  readonly code: QuarantineCode;
  readonly reason: string;
  readonly receivedAt: Date;
  /** How often the same bytes came on the same topic. */
  readonly times: number;
  readonly lastReceivedAt: Date;
}
