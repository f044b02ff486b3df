import { token } from '@openprepay/runtime/service';

/** Where messages to meters go. */
export interface Downlink {
  readonly connected: boolean;
  /** Resolves once the broker has it; rejects while there is no session. */
  publish(topic: string, payload: string | Buffer): Promise<void>;
}

export const DOWNLINK = token<Downlink>('downlink');
