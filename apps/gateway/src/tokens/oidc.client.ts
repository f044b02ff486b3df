import { z } from 'zod';

/** Longest wait for an issuer's description of itself. */
export const DISCOVERY_TIMEOUT_MS = 5_000;

const description = z.object({ issuer: z.string(), jwks_uri: z.url() });

/**
 * Asks an OpenID Connect issuer where its keys are.
 *
 * @throws {Error} where it does not answer, or calls itself something else
 * @source OpenID Connect Discovery 1.0, 4
 */
export async function discoverKeys(issuer: string): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(url, { signal: AbortSignal.timeout(DISCOVERY_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}; set OIDC_JWKS_URL, or correct OIDC_ISSUER`);
  const found = description.parse(await response.json());
  if (found.issuer !== issuer) throw new Error(`the issuer calls itself ${found.issuer}: set OIDC_ISSUER to exactly that`);
  return found.jwks_uri;
}
