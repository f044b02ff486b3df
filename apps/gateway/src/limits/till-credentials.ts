import { createHmac, randomBytes } from 'node:crypto';
import { BoundedMap } from '@openprepay/pace/bounded-map';

/** Credentials remembered at most; the one unused for longest goes first, and is counted by its address until it is taken again. */
export const MAX_CREDENTIALS = 50_000;
/** How long a credential counts as right after a service has taken it: a till that is revoked meanwhile is refused there all the same. */
export const KNOWN_FOR_MS = 600_000;

/**
 * Credentials that a service has lately taken. The gateway cannot tell a right one from a wrong one, and whoever makes them up must not
 * have a budget for each: so it is the service's answer that counts. Kept as a keyed hash, for which nothing can be had.
 */
export class TillCredentials {
  private readonly secret = randomBytes(32);
  private readonly known = new BoundedMap<string, number>(MAX_CREDENTIALS);

  /** What a credential is called here. @param credential a till's name and its secret, in one spelling */
  nameOf(credential: string): string {
    return createHmac('sha256', this.secret).update(credential).digest('base64');
  }

  isKnown(name: string, nowMs: number): boolean {
    const takenAtMs = this.known.get(name);
    return takenAtMs !== undefined && nowMs - takenAtMs < KNOWN_FOR_MS;
  }

  /** @param status what the service answered to it */
  note(name: string, status: number, nowMs: number): void {
    if (status === 401) this.known.delete(name);
    else if (status < 400) this.known.set(name, nowMs);
  }
}
