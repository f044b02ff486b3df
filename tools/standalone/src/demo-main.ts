import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { giveUp } from './give-up.js';
import { loadStandaloneConfig } from './standalone.config.js';
import { type Running, runDemoUtility } from './start.js';
import { untilParentGone, untilSignal } from './until-signal.js';

const write = (line: string): void => void process.stdout.write(`${line}\n`);
const root = process.env['OPENPREPAY_ROOT'] ?? process.cwd();

/** One sale on a throw-away folder and free ports; says whether all of it went well. */
async function demo(dataDir: string): Promise<boolean> {
  const config = loadStandaloneConfig({
    ...process.env,
    OPENPREPAY_DATA_DIR: dataDir,
    OPENPREPAY_PORT: '0',
    OPENPREPAY_MQTT_PORT: '0',
    OPENPREPAY_DEMO_METERS: process.env['OPENPREPAY_DEMO_METERS'] ?? '5',
    OPENPREPAY_DEMO_HISTORY_DAYS: process.env['OPENPREPAY_DEMO_HISTORY_DAYS'] ?? '0',
  });
  const died = new Promise<never>((_, reject) => {
    void Promise.race([untilSignal(), untilParentGone()]).then(() => reject(new Error('interrupted')));
  });
  const abort = new AbortController();
  const starting = runDemoUtility({ config, root, write, onFatal: (error) => write(error.message), abort: abort.signal });
  const running = await Promise.race([starting, died]).catch(async (error: unknown) => {
    await giveUp(starting, abort);
    throw error;
  });
  try {
    return await report(running);
  } finally {
    await running.stack.stop();
  }
}

async function report({ sale, readingsStored, elapsedMs }: Running): Promise<boolean> {
  if (!sale) throw new Error('the demo needs at least one meter');
  const stored = await readingsStored();
  const { vendId, meterNumber, token, units, accepted, ledgerBalanced } = sale;
  last = JSON.stringify({ vendId, meterNumber, token, units, accepted, ledgerBalanced, readingsStored: stored, elapsedMs: elapsedMs() });
  return accepted && ledgerBalanced && stored > 0;
}

let last = '';
const dataDir = await mkdtemp(path.join(tmpdir(), 'openprepay-demo-'));
try {
  if (!(await demo(dataDir))) process.exitCode = 1;
} catch (error) {
  process.stderr.write(`\nopenprepay: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await rm(dataDir, { recursive: true, force: true });
  if (last) write(last);
}
process.exit();
