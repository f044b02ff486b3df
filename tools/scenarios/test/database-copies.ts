import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import type { Service } from '@openprepay/standalone/services';
import type { Platform } from './platform.js';
import { until } from './until.js';

const databaseOf = (service: Service): string => `openprepay_${service.replaceAll('-', '_')}`;
const copyOf = (service: Service): string => `${databaseOf(service)}_copy`;

/** Copies of the services' databases, and the databases made from them again: what a backup and a restore come to. */
export class DatabaseCopies {
  constructor(private readonly platform: Platform) {}

  async take(service: Service): Promise<void> {
    await this.work(async (admin) => {
      await apart(admin, databaseOf(service), async () => {
        await admin.query(`create database ${copyOf(service)} template ${databaseOf(service)} owner ${databaseOf(service)}_owner`);
      });
    });
  }

  /** Puts the copy in the database's place; `mending` is what its owner does to it before the service is let in. */
  async restore(service: Service, mending: readonly string[] = []): Promise<void> {
    const database = databaseOf(service);
    for (const statement of mending) await this.work((admin) => admin.query(statement), copyOf(service));
    await this.work(async (admin) => {
      await admin.query(`alter database ${database} with allow_connections false`);
      await admin.query(`drop database ${database} with (force)`);
      await admin.query(`revoke all on database ${copyOf(service)} from public`);
      await admin.query(`grant connect on database ${copyOf(service)} to ${database}_app`);
      await admin.query(`alter database ${copyOf(service)} rename to ${database}`);
    });
    await this.platform.kill(service);
  }

  /**
   * As the document says it: nobody new comes in, the service stops and says what it still has to say, the copy takes the
   * database's place. Before the service is let in, `mend` works on the copy with the service's own variables.
   */
  async restoreStopped(service: Service, mend?: (env: NodeJS.ProcessEnv) => Promise<void>): Promise<void> {
    const database = databaseOf(service);
    const { pid } = (await this.platform.processes()).find(({ name }) => name === service) ?? {};
    if (pid === undefined) throw new Error(`${service} does not run`);
    const env = await environmentOf(pid);
    await this.work((admin) => admin.query(`alter database ${database} with allow_connections false`));
    process.kill(pid, 'SIGTERM');
    await until(() => Promise.resolve(!isAlive(pid)), { timeoutMs: 60_000 });
    await this.work(async (admin) => {
      await admin.query(`drop database ${database} with (force)`);
      await admin.query(`revoke all on database ${copyOf(service)} from public`);
      await admin.query(`grant connect on database ${copyOf(service)} to ${database}_app`);
    });
    const url = new URL(env['DATABASE_URL'] ?? '');
    url.pathname = `/${copyOf(service)}`;
    await mend?.({ ...env, DATABASE_URL: url.href });
    await this.work((admin) => admin.query(`alter database ${copyOf(service)} rename to ${database}`));
  }

  /** What only an administrator of the server may do to a service's database, in one session. */
  async change(service: Service, statements: readonly string[]): Promise<void> {
    await this.work(async (admin) => {
      for (const statement of statements) await admin.query(statement);
    }, databaseOf(service));
  }

  private async work(statements: (admin: pg.Client) => Promise<unknown>, database = 'postgres'): Promise<void> {
    const { port } = (await this.platform.processes()).find(({ name }) => name === 'postgres') ?? {};
    if (port === undefined) throw new Error('PostgreSQL does not run');
    const secrets = JSON.parse(await readFile(path.join(this.platform.dataDir, 'secrets.json'), 'utf8')) as {
      readonly postgresPassword: string;
    };
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password: secrets.postgresPassword, database });
    await client.connect();
    try {
      await statements(client);
    } finally {
      await client.end();
    }
  }
}

async function environmentOf(pid: number): Promise<NodeJS.ProcessEnv> {
  const variables = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0').filter(Boolean);
  return Object.fromEntries(variables.map((variable) => [variable.split('=', 1)[0]!, variable.slice(variable.indexOf('=') + 1)]));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** With nobody else in the database; its service takes that for an outage. */
async function apart(admin: pg.Client, database: string, work: () => Promise<void>): Promise<void> {
  await admin.query(`alter database ${database} with allow_connections false`);
  try {
    await admin.query('select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1', [database]);
    await work();
  } finally {
    await admin.query(`alter database ${database} with allow_connections true`);
  }
}
