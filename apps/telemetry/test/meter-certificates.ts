import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Certificate, createAuthority } from '@openprepay/certificates/certificate';
import { RawClient } from '@openprepay/embedded-mqtt/raw-client';
import { signingRequest } from '@openprepay/testing/signing-request';
import type { TelemetryStack } from './telemetry-stack.js';

/** What a meter shows: PEM texts. */
export interface Shown {
  readonly cert: string;
  readonly key: string;
}

/** A meter's authority in files, and how the service is told of it. */
export interface AuthorityFiles {
  readonly authority: Certificate;
  readonly env: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

export async function authorityFiles(): Promise<AuthorityFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'openprepay-meters-ca-'));
  const authority = await createAuthority({ name: 'meters', now: new Date(), days: 30 });
  const [cert, key] = [join(folder, 'ca.pem'), join(folder, 'ca.key')];
  await writeFile(cert, authority.cert);
  await writeFile(key, authority.key, { mode: 0o600 });
  return {
    authority,
    env: { METER_AUTHORITY_CERT_FILE: cert, METER_AUTHORITY_KEY_FILE: key },
    remove: () => rm(folder, { recursive: true }),
  };
}

/** A certificate in force for a meter that vending knows. */
export async function certify(stack: TelemetryStack, meterNumber: string): Promise<Shown & { readonly serial: string }> {
  const { csr, key } = signingRequest(`/CN=${meterNumber}`);
  const path = `/v1/meters/${meterNumber}/credentials`;
  const { status, body } = await stack.call('POST', path, { roles: ['engineer'], body: { certificate: true, csr } });
  if (status !== 201) throw new Error(`no certificate: ${JSON.stringify(body)}`);
  return { cert: String(body['certificate']), key, serial: String(body['serial']) };
}

export interface CertificateLogin {
  readonly shown: Shown | undefined;
  readonly port: number;
  /** Whom the meter trusts, PEM. */
  readonly ca: string;
  readonly clientId: string;
  readonly username?: string;
}

/** @throws what the handshake says where the certificate is refused in it */
export async function loginByCertificate({ port, ca, shown, clientId, username }: CertificateLogin): Promise<RawClient> {
  const client = await RawClient.open(port, { ca, ...(shown && { cert: shown.cert, key: shown.key }) });
  client.send({ cmd: 'connect', clientId, ...(username === undefined ? {} : { username }), keepalive: 60, clean: true });
  await client.until(() => client.closed || client.of('connack').length > 0);
  return client;
}
