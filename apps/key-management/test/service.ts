import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@openprepay/runtime/logger';
import { bootstrap } from '@openprepay/runtime/bootstrap';
import { type TestIdentity, type TestPrincipal, createTestIdentity } from '@openprepay/testing/identity';
import { startKafka } from '@openprepay/testing/kafka';
import { startPostgres } from '@openprepay/testing/postgres';
import pg from 'pg';
import { keyManagementErrorStatus } from '../src/key-management-error-status.js';
import { loadKeyManagementConfig } from '../src/key-management.config.js';
import { KeyManagementModule } from '../src/key-management.module.js';
import { keyManagementMigrations } from '../src/migrations.js';
import { keyManagementRows } from '../src/rows.js';

export interface Reply {
  readonly status: number;
  /** As it came, for looking for what must not be in it. */
  readonly text: string;
  readonly body: Record<string, unknown>;
}

/** The whole service with its servers, called over HTTP. */
export type RunningVault = Awaited<ReturnType<typeof startVault>>;

export async function startVault() {
  const folder = mkdtempSync(join(tmpdir(), 'openprepay-key-management-'));
  const [postgres, kafka, identity] = await Promise.all([startPostgres(), startKafka(), createTestIdentity()]);
  const database = await postgres.createServiceDatabase('key_management', keyManagementMigrations);
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  const logs: string[] = [];
  const service = await bootstrap({
    name: 'key-management',
    module: KeyManagementModule,
    config: loadKeyManagementConfig({
      DATABASE_URL: database.url,
      KAFKA_BROKERS: kafka.brokers.join(','),
      JWKS_URL: identity.jwksUrl,
      MASTER_KEY_FILE: join(folder, 'master.key'),
      MASTER_KEY_CREATE: 'true',
      OUTBOX_POLL_MS: '50',
    }),
    status: keyManagementErrorStatus,
    rows: keyManagementRows,
    logger: createLogger({ name: 'key-management', level: 'trace', destination: { write: (line: string) => void logs.push(line) } }),
  });
  return {
    ...service,
    owner,
    brokers: kafka.brokers,
    identity,
    /** Every line logged so far, at every level. */
    logs,
    call: (caller: TestPrincipal | string | undefined, method: string, path: string, body?: unknown) =>
      call({ identity, url: service.url }, caller, { method, path, body }),
    stop: async () => {
      await service.close();
      await owner.end();
      await Promise.all([kafka.stop(), identity.stop()]);
      await postgres.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

async function call(
  { identity, url }: { readonly identity: TestIdentity; readonly url: string },
  caller: TestPrincipal | string | undefined,
  { method, path, body }: { readonly method: string; readonly path: string; readonly body?: unknown },
): Promise<Reply> {
  const token = typeof caller === 'object' ? await identity.tokenFor(caller) : caller;
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, text, body: parse(text) };
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
