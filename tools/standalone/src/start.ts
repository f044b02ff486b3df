import path from 'node:path';
import { countReadings, firstSale, type Sale } from './first-sale.js';
import { Progress } from './progress.js';
import { seedDemo, seedPast, type SeedOptions } from './seed.js';
import { startStack, type Stack } from './stack.js';
import type { StandaloneConfig } from './standalone.config.js';

export interface RunOptions {
  readonly config: StandaloneConfig;
  readonly root: string;
  readonly write: (line: string) => void;
  readonly onFatal: (error: Error) => void;
  readonly abort?: AbortSignal;
}

export interface Running {
  readonly stack: Stack;
  readonly sale: Sale | undefined;
  readonly readingsStored: () => Promise<number>;
  readonly elapsedMs: () => number;
}

const READINGS_PATIENCE_MS = 20_000;

/** Starts the stack, makes the demo utility where it is missing, starts its meters and sells to one of them. */
export async function runDemoUtility({ config, root, write, onFatal, abort }: RunOptions): Promise<Running> {
  const progress = new Progress(write, () => Math.round(performance.now()));
  const stack = await startStack({ config, root, progress, onFatal, abort });
  const { gatewayUrl, dataDir, secrets } = stack;
  const password = secrets.demoPassword;
  const currency = config.OPENPREPAY_CURRENCY;
  try {
    const metersFile = path.join(dataDir, 'secrets', 'meters.json');
    const options: SeedOptions = {
      gatewayUrl,
      dataDir,
      password,
      currency,
      meters: config.OPENPREPAY_DEMO_METERS,
      metersFile,
      now: new Date(),
      progress,
      historyDays: config.OPENPREPAY_DEMO_HISTORY_DAYS,
    };
    const meters = await seedDemo(options);
    if (meters.length > 0) await progress.step(`starting ${meters.length} meters`, () => stack.startMeters(metersFile));
    const [first] = meters;
    const sale = first && (await firstSale({ gatewayUrl, password, currency, progress, ...first }));
    if (sale) await seedPast(options, stack.databases.get('vending')!);
    return {
      stack,
      sale,
      readingsStored: () =>
        untilStored(() =>
          countReadings(
            gatewayUrl,
            password,
            meters.slice(0, 1).map((meter) => meter.meterNumber),
          ),
        ),
      elapsedMs: () => progress.elapsedMs,
    };
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

async function untilStored(count: () => Promise<number>): Promise<number> {
  const deadline = Date.now() + READINGS_PATIENCE_MS;
  for (;;) {
    const stored = await count();
    if (stored > 0 || Date.now() > deadline) return stored;
  }
}
