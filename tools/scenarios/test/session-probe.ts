import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { decodeJwt, importJWK, type JWK, SignJWT } from 'jose';
import type { SignedIn } from '@openprepay/standalone/gateway-client';
import { request } from './fetch-json.js';
import type { Platform } from './platform.js';

const PATHS = {
  gateway: '/api/auth/me',
  'key-management': '/api/key-management/v1/supply-groups',
  vending: '/api/vending/v1/vends',
  telemetry: '/api/telemetry/v1/alarms',
  billing: '/api/billing/v1/accounts',
} as const;

export type Answering = keyof typeof PATHS;

/** Asks a service, through the gateway, by a session that is good and by one that has ended. */
export class SessionProbe {
  private constructor(
    private readonly platform: Platform,
    private readonly good: string,
    private readonly ended: string,
  ) {}

  static async of(platform: Platform, { accessToken }: SignedIn): Promise<SessionProbe> {
    return new SessionProbe(platform, accessToken, await endedLongAgo(platform, accessToken));
  }

  /** The statuses that both get. */
  async ask(service: Answering): Promise<{ readonly good: number; readonly ended: number }> {
    const [good, ended] = await Promise.all([this.status(service, this.good), this.status(service, this.ended)]);
    return { good, ended };
  }

  private async status(service: Answering, token: string): Promise<number> {
    return (await request(`${this.platform.url}${PATHS[service]}`, { headers: { authorization: `Bearer ${token}` } })).status;
  }
}

const HOUR_S = 3_600;

/** The same session as the gateway would have signed it, had its hour been the one before the last. */
async function endedLongAgo(platform: Platform, token: string): Promise<string> {
  const file = await readFile(path.join(platform.dataDir, 'secrets', 'jwt-signing-key.json'), 'utf8');
  const key = (JSON.parse(file) as { readonly keys: readonly JWK[] }).keys.at(-1);
  if (key?.kid === undefined) throw new Error('the gateway has no signing key');
  const claims = decodeJwt(token);
  const issued = Math.floor(Date.now() / 1_000) - 2 * HOUR_S;
  return new SignJWT({ ...claims, iat: issued, exp: issued + HOUR_S })
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ: 'JWT' })
    .sign(await importJWK(key, 'EdDSA'));
}
