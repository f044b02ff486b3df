import pg from 'pg';
import type { Bench } from '../bench-context.js';
import type { Figure } from '../figure.js';
import { perSecond, repeat } from '../measure.js';
import { processorTimes } from '../processor.js';
import { copyRows } from './copy-rows.js';
import { type PostgresServer, startPostgres } from './postgres-server.js';

const SECONDS = 3;
const WARM_UP_SECONDS = 0.5;
const CONNECTIONS = [1, 8];
const COPY_ROWS = 10_000;

/** What this machine's PostgreSQL does at most: commits of one small row, and rows by COPY. */
export async function measurePostgres({ folder, say }: Bench): Promise<readonly Figure[]> {
  say('measuring PostgreSQL alone');
  const server = await startPostgres(folder);
  try {
    const figures: Figure[] = [];
    for (const connections of CONNECTIONS) figures.push(...(await measureCommits(server, connections)));
    return [...figures, await measureCopy(server)];
  } finally {
    await server.stop();
  }
}

async function measureCommits({ url, pid }: PostgresServer, connections: number): Promise<readonly Figure[]> {
  const clients = await connect(url, connections);
  try {
    await clients[0]!.query('drop table if exists committed; create table committed (id bigserial primary key, text text not null)');
    const work = async (worker: number): Promise<number> => {
      await clients[worker]!.query({ name: 'insert', text: 'insert into committed (text) values ($1)', values: ['a row of some length'] });
      return 1;
    };
    await repeat(work, { workers: connections, seconds: WARM_UP_SECONDS });
    const server = [{ name: 'postgres', pid }];
    const before = await processorTimes(server);
    const measured = await repeat(work, { workers: connections, seconds: SECONDS });
    const usedMs = (await processorTimes(server)).get('postgres')! - before.get('postgres')!;
    if (connections === 1) {
      return [
        { name: 'postgres: commits, 1 connection', value: perSecond(measured), unit: 'commits/s' },
        { name: 'postgres: latency of a commit', value: 1_000 / perSecond(measured), unit: 'ms' },
      ];
    }
    return [
      { name: `postgres: commits, ${connections} connections`, value: perSecond(measured), unit: 'commits/s' },
      { name: 'postgres: processor of a commit', value: usedMs / measured.count, unit: 'ms' },
    ];
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

/** Rows as readings are, into a table without an index: nothing that stores points can be faster. */
async function measureCopy({ url }: PostgresServer): Promise<Figure> {
  const [client] = await connect(url, 1);
  try {
    await client!.query('create table copied (utility text, meter_number text, register text, ts timestamptz, value numeric, seq bigint)');
    const rows = Buffer.from(Array.from({ length: COPY_ROWS }, (_, index) => row(index)).join(''));
    const work = async (): Promise<number> => {
      await copyRows(client!, 'copied', rows);
      return COPY_ROWS;
    };
    await repeat(work, { workers: 1, seconds: WARM_UP_SECONDS });
    return { name: 'postgres: COPY', value: perSecond(await repeat(work, { workers: 1, seconds: SECONDS })), unit: 'rows/s' };
  } finally {
    await client!.end();
  }
}

const row = (index: number): string =>
  `demo\t0010000${String(index).padStart(4, '0')}\t1-0:1.8.0\t2026-11-22 10:00:00+00\t1234.567\t${index}\n`;

const connect = (url: string, connections: number): Promise<readonly pg.Client[]> =>
  Promise.all(
    Array.from({ length: connections }, async () => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      return client;
    }),
  );
