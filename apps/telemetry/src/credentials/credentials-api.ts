import type { CredentialsAnswer } from '@openprepay/contracts/http/telemetry-credentials';
import type { IssuedCredentials } from './issue-credentials.js';

export function credentialsToApi({ username, ...issued }: IssuedCredentials): CredentialsAnswer {
  if ('password' in issued) return { username, password: issued.password };
  const { cert, authority, serial, expiresAt } = issued.certificate;
  return { username, certificate: cert, authority, serial, expiresAt: expiresAt.toISOString() };
}
