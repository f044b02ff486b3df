import { signIn } from '@openprepay/standalone/gateway-client';
import type { Bench } from '../bench-context.js';
import type { Figure } from '../figure.js';
import { perSecond } from '../measure.js';
import { processorFigures, processorTimes } from '../processor.js';
import { quantile } from '../quantile.js';
import { type BenchPlatform, count } from './bench-platform.js';
import { sellFor } from './selling.js';
import { settled } from './settled.js';
import type { Till } from './till.js';

/** Points of sale sell, each as soon as it is answered; every vend that was sold must be booked, once. */
export async function measureVends(platform: BenchPlatform, tills: readonly Till[], { options, say }: Bench): Promise<readonly Figure[]> {
  const { billing } = await signIn(platform.gatewayUrl, { username: 'clerk', password: platform.password });
  const booked = (): Promise<number> => count(platform, 'billing', `select count(*) from journal_entry where reference like 'vend:%'`);
  const atFirst = await booked();
  say(`${tills.length} points of sale sell for ${options.warmUpSeconds} s that are not measured`);
  const warmUp = await sellFor(platform, tills, { seconds: options.warmUpSeconds, customerEveryMs: 0 });
  const { count: before } = await settled(booked, atFirst + warmUp.sold);

  say(`${tills.length} points of sale sell to ${platform.meters.length} meters for ${options.seconds} s`);
  const processorBefore = await processorTimes(await platform.processes());
  const startedAt = performance.now();
  const run = await sellFor(platform, tills, { seconds: options.seconds, customerEveryMs: 0 });
  const { count: after, atMs } = await settled(booked, before + run.sold);
  const processorAfter = await processorTimes(await platform.processes());
  const { body: trial } = await billing.readTrialBalance();
  if (!trial.balanced) throw new Error('the books are not balanced');
  return [
    { name: 'vends: sold', value: perSecond({ count: run.sold, seconds: run.seconds }), unit: 'vends/s' },
    { name: 'vends: booked', value: ((after - before) * 1_000) / (atMs - startedAt), unit: 'vends/s' },
    ...latencies('vends: latency', run.answeredMs),
    ...processorFigures(processorBefore, processorAfter, { part: 'vends', what: 'vend', count: run.sold }),
    { name: 'vends: answered 202', value: run.lateMs.length, unit: 'vends' },
    { name: 'vends: refused', value: run.refused, unit: 'vends' },
    { name: 'vends: not booked once', value: Math.abs(atFirst + warmUp.sold + run.sold - after), unit: 'vends' },
  ];
}

export const latencies = (name: string, ms: readonly number[], of = ''): readonly Figure[] =>
  ms.length === 0 ? [] : [0.5, 0.99].map((share) => ({ name: `${name} p${share * 100}${of}`, value: quantile(ms, share), unit: 'ms' }));
