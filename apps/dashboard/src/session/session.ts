import { client } from '@openprepay/contracts/http/client';
import { gatewayApi, type MeAnswer } from '@openprepay/contracts/http/gateway';

export type Session =
  /** Nobody knows yet: the refresh cookie is being asked. */
  | { readonly state: 'starting' }
  | { readonly state: 'signed-out'; readonly ended?: true }
  | { readonly state: 'signed-in'; readonly me: MeAnswer };

/** An access token is renewed so long before it ends. */
const RENEW_BEFORE_MS = 30_000;
const OWN_PAGE = { 'x-openprepay-session': 'same-site' } as const;

/**
 * Who uses the page. The access token is in memory only, so that a reload signs in again by the refresh cookie, which no
 * script can read.
 */
export class SessionKeeper {
  private current: Session = { state: 'starting' };
  private token: string | undefined;
  private tokenEndsAt = 0;
  private renewing: Promise<boolean> | undefined;
  private readonly listeners = new Set<() => void>();
  private readonly gateway = client(gatewayApi, { origin: location.origin });

  /** For `useSyncExternalStore`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly read = (): Session => this.current;

  /** Signs in by the cookie of an earlier sign-in, if there is one. */
  async start(): Promise<void> {
    if (!(await this.renew())) return this.become({ state: 'signed-out' });
    await this.meet();
  }

  /** @throws {ApiError} `gateway.credentials_wrong` and what else a sign-in may be refused with */
  async signIn(username: string, password: string): Promise<void> {
    const { body } = await this.gateway.signIn({ body: { username, password, session: true } });
    this.keep(body);
    await this.meet();
  }

  /** Ends the session, on the server too. */
  async signOut(): Promise<void> {
    try {
      await this.gateway.endSession({ headers: OWN_PAGE });
    } finally {
      this.forget();
      this.become({ state: 'signed-out' });
    }
  }

  /** A token that is good for a moment still. */
  readonly accessToken = async (): Promise<string | undefined> => {
    if (this.token !== undefined && performance.now() > this.tokenEndsAt - RENEW_BEFORE_MS) await this.renew();
    return this.token;
  };

  /** For a call that was answered 401: a new token, or the session is over. */
  async renewed(): Promise<boolean> {
    if (await this.renew()) return true;
    this.forget();
    this.become({ state: 'signed-out', ended: true });
    return false;
  }

  /** Several calls that find the token too old wait for one new one. */
  private renew(): Promise<boolean> {
    this.renewing ??= this.askForAnother().finally(() => (this.renewing = undefined));
    return this.renewing;
  }

  private async askForAnother(): Promise<boolean> {
    try {
      const { body } = await this.gateway.refreshSession({ headers: OWN_PAGE });
      this.keep(body);
      return true;
    } catch {
      return false;
    }
  }

  private async meet(): Promise<void> {
    const { body: me } = await this.gateway.readMe({ token: this.accessToken });
    this.become({ state: 'signed-in', me });
  }

  private keep({ accessToken, expiresIn }: { readonly accessToken: string; readonly expiresIn: number }): void {
    this.token = accessToken;
    this.tokenEndsAt = performance.now() + expiresIn * 1_000;
  }

  private forget(): void {
    this.token = undefined;
    this.tokenEndsAt = 0;
  }

  private become(session: Session): void {
    this.current = session;
    for (const listener of this.listeners) listener();
  }
}

export const session = new SessionKeeper();
