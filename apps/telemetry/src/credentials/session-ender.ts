import { token } from '@openprepay/runtime/service';

/** Ends a meter's live session, so that it has to show its new password. */
export interface SessionEnder {
  end(meterNumber: string): Promise<void>;
}

export const SESSION_ENDER = token<SessionEnder>('session ender');
