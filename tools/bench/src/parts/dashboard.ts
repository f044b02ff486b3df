import path from 'node:path';
import type { Bench } from '../bench-context.js';
import type { Figure } from '../figure.js';
import { measureFrames } from './dashboard-frames.js';
import { scriptSize } from './script-size.js';

const KILOBYTE = 1_000;
const PAGES = { '/sign-in': 'sign-in-page', '/sell': 'sell-page' } as const;
const CATALOGUES = ['en', 'fr'] as const;

/**
 * What a phone downloads before somebody can sign in or sell, in the language that weighs most; and how often pages are drawn while
 * much happens.
 */
export async function measureDashboard({ root, say, options }: Bench): Promise<readonly Figure[]> {
  say('weighing the built dashboard');
  const dist = path.join(root, 'apps/dashboard/dist');
  const figures: Figure[] = [];
  for (const [address, page] of Object.entries(PAGES)) {
    const sizes = await Promise.all(CATALOGUES.map((words) => scriptSize(dist, [page, words])));
    figures.push({ name: `dashboard: script of ${address}, gzipped`, value: Math.max(...sizes) / KILOBYTE, unit: 'kB' });
  }
  return [...figures, ...(await measureFrames({ dist, seconds: options.seconds, say }))];
}
