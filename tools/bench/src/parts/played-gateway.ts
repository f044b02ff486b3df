import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { serverSentEvent } from '@openprepay/contracts/http/server-sent-events';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.html': 'text/html',
};
const SECOND_MS = 1_000;
/** Events are written so often, as many as are due: a service tells of several at once too. */
const WRITE_EVERY_MS = 20;
const HOURS = 24;
const HOUR_MS = 3_600_000;
const ALARMS = 100;
const FIRST_METER = 10_000_000_000;
const DAY_SECONDS = 86_400;

/** A gateway that is played: the built dashboard, answers that stay the same, and a live stream as fast as is wanted. */
export interface PlayedGateway {
  readonly url: string;
  /** Events that were told since it began. */
  told(): number;
  stop(): Promise<void>;
}

/** @param dist folder of the built dashboard @param eventsPerSecond of all kinds that the pages follow, in turn */
export async function playGateway(dist: string, eventsPerSecond: number): Promise<PlayedGateway> {
  let told = 0;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://played');
    if (pathname === '/api/stream') return tell(response, eventsPerSecond, () => told++);
    if (pathname.startsWith('/api/')) return json(response, pathname);
    void file(response, dist, pathname);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    told: () => told,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function tell(response: ServerResponse, eventsPerSecond: number, next: () => number): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const beganMs = performance.now();
  let written = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - beganMs) / SECOND_MS) * eventsPerSecond);
    let text = '';
    for (; written < due; written++) text += eventOf(next());
    if (text !== '') response.write(text);
  }, WRITE_EVERY_MS);
  response.on('close', () => clearInterval(timer));
}

const meterNumber = (nth: number): string => String(FIRST_METER + nth);

function eventOf(nth: number): string {
  const at = new Date().toISOString();
  const about = { meterNumber: meterNumber(nth % ALARMS), at };
  return nth % 2 === 0
    ? serverSentEvent('alarm', { ...about, alarmId: randomUUID(), kind: 'over-voltage', raisedAt: at })
    : serverSentEvent('presence', { ...about, online: nth % 4 === 1 });
}

async function file(response: ServerResponse, dist: string, pathname: string): Promise<void> {
  const name = path.extname(pathname) === '' ? 'index.html' : path.join('.', path.posix.normalize(pathname));
  try {
    const bytes = await readFile(path.join(dist, name));
    response.writeHead(200, { 'content-type': TYPES[path.extname(name)] ?? 'application/octet-stream' }).end(bytes);
  } catch {
    response.writeHead(404).end();
  }
}

function json(response: ServerResponse, pathname: string): void {
  const [status, answer] = answerTo(pathname);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}

function answerTo(pathname: string): readonly [status: number, body: object] {
  if (pathname === '/api/auth/session/refresh') return [200, { accessToken: 'played', expiresIn: DAY_SECONDS, tokenType: 'Bearer' }];
  if (pathname === '/api/auth/me') return [200, me];
  if (pathname === '/api/stream/ticket') return [201, { ticket: 'played', expiresIn: SECOND_MS }];
  if (pathname === '/api/health') return [200, { status: 'ready', services: { vending: 'ready', telemetry: 'ready' } }];
  if (pathname.endsWith('/operations')) return [200, operations];
  if (pathname.endsWith('/fleet')) return [200, fleet()];
  if (pathname.endsWith('/sales')) return [200, { items: sales() }];
  if (pathname.endsWith('/alarms')) return [200, { items: Array.from({ length: ALARMS }, (_, nth) => alarm(nth)) }];
  return [200, { items: [] }];
}

const me = {
  ...{ userId: 'played', username: 'operator', utility: 'demo', currency: 'KES', timeZone: 'UTC', roles: ['operator'], platform: false },
};
const operations = {
  version: '0.1.0',
  outbox: { waiting: 0, oldestAgeMs: 0 },
  consumers: [],
  parkedMessages: 0,
  lostRanges: 0,
};
const fleet = () => ({
  ...{ meters: ALARMS, connected: ALARMS, offline: 0, neverSeen: 0, lastSeen: [], messagesPerSecond: 1 },
  deliveries: [{ state: 'accepted', count: ALARMS }],
  openAlarms: [{ kind: 'over-voltage', severity: 1, count: ALARMS }],
  asOf: new Date().toISOString(),
});
const sales = () =>
  Array.from({ length: HOURS }, (_, hour) => ({
    start: new Date(Math.floor(Date.now() / HOUR_MS - hour) * HOUR_MS).toISOString(),
    vends: hour,
    money: [{ currency: 'KES', amount: `${hour}.00` }],
    units: [{ commodity: 'electricity', value: `${hour}.0`, unit: 'kWh' }],
  })).toReversed();
const alarm = (nth: number) => ({
  alarmId: randomUUID(),
  meterNumber: meterNumber(nth),
  meterPan: `0000000${meterNumber(nth)}`,
  ...{ kind: 'over-voltage', severity: 1, state: 'open', raisedAt: new Date().toISOString() },
});
