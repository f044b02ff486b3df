import type { Principal } from '@openprepay/contracts/identity';
import type { QuarantineCode } from '@openprepay/contracts/http/telemetry-quarantine';

/** Whose message it is where nobody knows. No utility has this code, so only those who run the installation see it. */
export const NO_UTILITY = '-';

/** Whose messages a caller asks for: those of nobody are for who runs the installation, and only where he asks. */
export const utilityOf = ({ platform, utility }: Principal, unassigned: 'true' | 'false' | undefined): string =>
  platform && unassigned === 'true' ? NO_UTILITY : utility;

export type QuarantineState = 'open' | 'replayed' | 'discarded';

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

/** Messages that wait, of one cause. */
export interface QuarantinedCount {
  readonly code: QuarantineCode;
  readonly messages: number;
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
  readonly state: QuarantineState;
  readonly settledAt?: Date;
  readonly settledBy?: string;
  /** Why it was discarded. */
  readonly settledReason?: string;
}
