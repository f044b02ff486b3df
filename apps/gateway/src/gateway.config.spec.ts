import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadGatewayConfig } from './gateway.config.js';

const VARIABLES = {
  DATABASE_URL: 'postgresql://app@localhost/openprepay_gateway',
  KAFKA_BROKERS: 'localhost:9092',
  KEY_MANAGEMENT_URL: 'http://localhost:1',
  VENDING_URL: 'http://localhost:2',
  TELEMETRY_URL: 'http://localhost:3',
  BILLING_URL: 'http://localhost:4',
  JWT_SIGNING_KEY_FILE: 'jwt-signing-key.json',
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openprepay-gateway-config-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('takes the first administrator’s password from a file, so that no environment holds it', async () => {
  const file = join(folder, 'admin-password');
  await writeFile(file, 'of-the-first-administrator\n');

  const { BOOTSTRAP_ADMIN_PASSWORD } = loadGatewayConfig({ ...VARIABLES, BOOTSTRAP_ADMIN_PASSWORD_FILE: file });

  expect(BOOTSTRAP_ADMIN_PASSWORD).toBe('of-the-first-administrator');
});

it('does not start with an administrator’s password file that cannot be read', () => {
  const absent = join(folder, 'absent');

  expect(() => loadGatewayConfig({ ...VARIABLES, BOOTSTRAP_ADMIN_PASSWORD_FILE: absent })).toThrow('ENOENT');
});

it('has TLS where there is a certificate with its key, and is not without any door', () => {
  const files = { HTTPS_CERT_FILE: 'server.pem', HTTPS_KEY_FILE: 'server.key' };

  expect(loadGatewayConfig(VARIABLES).HTTPS).toBeUndefined();
  expect(loadGatewayConfig({ ...VARIABLES, ...files, HTTP_PLAIN: 'false' }).HTTPS).toMatchObject({ port: 8443, certFile: 'server.pem' });
  expect(() => loadGatewayConfig({ ...VARIABLES, HTTPS_CERT_FILE: 'server.pem' })).toThrow('belong together');
  expect(() => loadGatewayConfig({ ...VARIABLES, HTTP_PLAIN: 'false' })).toThrow('HTTP_PLAIN=false needs');
  expect(() => loadGatewayConfig({ ...VARIABLES, HTTPS_CLIENT_CA_FILE: 'tills.pem' })).toThrow('HTTPS_CLIENT_CA_FILE needs');
});
