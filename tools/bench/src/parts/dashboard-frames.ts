import { existsSync } from 'node:fs';
import { pause } from '@openprepay/pace/pause';
import { chromium, type Page } from 'playwright-core';
import type { Figure } from '../figure.js';
import { playGateway } from './played-gateway.js';

export const EVENTS_PER_SECOND = 300;
const PAGES = ['/', '/alarms'] as const;
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const SECOND_MS = 1_000;

interface FramesOptions {
  readonly dist: string;
  readonly seconds: number;
  readonly say: (text: string) => void;
}

/**
 * How often pages are drawn while {@link EVENTS_PER_SECOND} events come in by the live stream, of at most 60 times a second; nothing
 * where there is no browser.
 *
 * @throws {Error} where a page does not follow the stream, as then nothing was measured
 */
export async function measureFrames({ dist, seconds, say }: FramesOptions): Promise<readonly Figure[]> {
  const executablePath = BROWSERS.find((file) => existsSync(file));
  if (executablePath === undefined) {
    say('no browser: frames are not counted');
    return [];
  }
  const gateway = await playGateway(dist, EVENTS_PER_SECOND);
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--headless=new'] });
  try {
    const figures: Figure[] = [];
    for (const address of PAGES) {
      say(`drawing ${address} for ${seconds} s while ${EVENTS_PER_SECOND} events come each second`);
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      await page.goto(`${gateway.url}${address}`);
      await page.locator('[data-testid=live-state][data-state=live]').waitFor();
      const before = gateway.told();
      const frames = await framesOf(page, seconds);
      const told = gateway.told() - before;
      if (told < (EVENTS_PER_SECOND * seconds) / 2) throw new Error(`${address} was told of ${told} events in ${seconds} s`);
      figures.push({ name: `dashboard: frames of ${address}, ${EVENTS_PER_SECOND} events a second`, value: frames / seconds, unit: '1/s' });
      await page.close();
    }
    return figures;
  } finally {
    await browser.close();
    await gateway.stop();
  }
}

async function framesOf(page: Page, seconds: number): Promise<number> {
  await page.evaluate(
    'globalThis.frames_ = 0; const draw = () => { globalThis.frames_ += 1; requestAnimationFrame(draw); }; requestAnimationFrame(draw);',
  );
  await pause(seconds * SECOND_MS);
  return Number(await page.evaluate('globalThis.frames_'));
}
