import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { pause } from '@openprepay/pace/pause';
import { signIn } from '@openprepay/standalone/gateway-client';
import type { Bench } from '../bench-context.js';
import type { Figure } from '../figure.js';
import { quantile } from '../quantile.js';
import { answersOk } from './answers-ok.js';
import { type BenchPlatform, CURRENCY } from './bench-platform.js';
import { PointOfSale } from './point-of-sale.client.js';

const TENDER = '5';
const RETRY_MS = 25;
/** A pause between two kills, so that each meets a platform at rest: seconds. */
const REST_MS = 3_000;
const PATIENCE_MS = 120_000;
const PROBE_EVERY_MS = 100;
const SOLD = 201;

/** Kills one part after the other (SIGKILL), and measures how long it takes until the next vend has its token. */
export async function measureRecovery(platform: BenchPlatform, { options, say }: Bench): Promise<readonly Figure[]> {
  const { accessToken } = await signIn(platform.gatewayUrl, { username: 'vendor', password: platform.password });
  const figures: Figure[] = [];
  for (const part of options.killed) {
    const tookMs: number[] = [];
    for (let round = 0; round < options.kills; round++) {
      await sellOnce(platform, accessToken, round);
      await untilReady(platform);
      await pause(REST_MS);
      await kill(platform, part);
      const killedAt = performance.now();
      await sellOnce(platform, accessToken, round);
      tookMs.push(performance.now() - killedAt);
    }
    say(`${part}: ${tookMs.map((ms) => Math.round(ms)).join(', ')} ms`);
    const name = `recovery: ${part}, ${options.kafka}`;
    figures.push({ name: `${name}, median`, value: quantile(tookMs, 0.5), unit: 'ms' });
    figures.push({ name: `${name}, worst`, value: Math.max(...tookMs), unit: 'ms' });
  }
  return figures;
}

/** A sale needs fewer parts than there are: one that died may still be starting when the next vend has its token. */
async function untilReady({ gatewayUrl }: BenchPlatform): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  // What the gateway calls ready: every service with its database and its broker.
  while (!(await answersOk(`${gatewayUrl}/api/health`))) {
    if (performance.now() > deadline) throw new Error(`the platform was not ready ${PATIENCE_MS} ms after a kill`);
    await pause(PROBE_EVERY_MS);
  }
}

async function kill(platform: BenchPlatform, part: string): Promise<void> {
  const running = (await platform.processes()).find(({ name }) => name === part);
  if (running === undefined) throw new Error(`${part} does not run, so it cannot be killed`);
  // A broker in Java would serve on while its guardian is dead.
  const guarded = part === 'kafka' ? childrenOf(running.pid) : [];
  for (const pid of [running.pid, ...guarded]) process.kill(pid, 'SIGKILL');
}

function childrenOf(parent: number): readonly number[] {
  const processes = execFileSync('ps', ['-A', '-o', 'ppid=,pid='], { encoding: 'utf8' }).trim().split('\n');
  return processes.map((line) => line.trim().split(/\s+/).map(Number)).flatMap(([ppid, pid]) => (ppid === parent ? [pid!] : []));
}

/** One payment at a till that repeats its request, with the same key, until it has the token. */
async function sellOnce({ gatewayUrl, meters }: BenchPlatform, accessToken: string, round: number): Promise<void> {
  const sale = { meterNumber: meters[round % meters.length]!, amount: TENDER, currency: CURRENCY, key: randomUUID() };
  const deadline = performance.now() + PATIENCE_MS;
  let last = 'nothing was answered';
  while (performance.now() < deadline) {
    // A new connection each time, as a till has that was cut off.
    const till = new PointOfSale(gatewayUrl, accessToken);
    const answer = await till.sell(sale).catch((error: unknown) => ({ status: 0, code: String(error) }));
    till.close();
    if (answer.status === SOLD) return;
    last = `${answer.status} ${answer.code}`;
    await pause(RETRY_MS);
  }
  throw new Error(`no vend in ${PATIENCE_MS} ms: ${last}`);
}
