import type { AccountChangeKind } from '@openprepay/contracts/http/gateway-account-changes';
import type { Role } from '@openprepay/contracts/identity';

/** Whoever acts where nobody is signed in: the platform as it is installed. */
export const INSTALLATION = { username: 'installation' } as const;

/** One thing that became of an account, and who did it. Never changed. */
export interface AccountChange {
  readonly id: string;
  readonly at: Date;
  readonly userId: string;
  readonly username: string;
  readonly change: AccountChangeKind;
  /** Subject and name of who did it; no subject for the installation itself. */
  readonly bySubject?: string;
  readonly by: string;
  /** Name of who asked, of what a second person decided. */
  readonly requestedBy?: string;
  /** Held, or asked, from then on. */
  readonly roles?: readonly Role[];
  readonly reason?: string;
}
