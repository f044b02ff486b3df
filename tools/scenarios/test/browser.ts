import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { canRun } from '@openprepay/testing/left-out';
import { chromium, type Browser, type Page } from 'playwright-core';
import { describe } from 'vitest';
import { PASSWORD } from './platform.js';
import { loadScenariosConfig } from './scenarios.config.js';

const WHERE = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const root = path.resolve(import.meta.dirname, '../../..');

/** The browser of this machine, where it has one. */
const browserPath = (): string | undefined => WHERE.find((file) => existsSync(file));

/** `describe` of what is seen in a browser; left out, and said so, where there is none. */
export function describeInBrowser(name: string, tests: () => void): void {
  const missing = browserPath() === undefined ? 'chromium is not installed' : undefined;
  describe.skipIf(!canRun(name, missing))(name, tests);
}

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: browserPath()!, args: ['--no-sandbox', '--headless=new'] });

/** A page of nobody, at the width of a desk or of a phone. */
export async function openPage(browser: Browser, url: string, { width = 1280, height = 800 } = {}): Promise<Page> {
  const context = await browser.newContext({ baseURL: url, viewport: { width, height }, locale: 'en-GB', reducedMotion: 'reduce' });
  return context.newPage();
}

export async function signInAs(page: Page, username: string, at = '/'): Promise<void> {
  await page.goto(at);
  await page.getByLabel('User name').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: username, exact: true }).waitFor();
}

/** Goes to another screen as a link would, and waits until it shows what it has read. */
export async function visit(page: Page, at: string): Promise<void> {
  await page.goto(at);
  await page.locator('main h1').waitFor();
  await page.locator('main [role=status][aria-label^=Loading]').first().waitFor({ state: 'detached' });
}

/** What is wider than the room it has: the page, or a table within it. */
export const tooWide = (page: Page): Promise<readonly string[]> =>
  page.evaluate<readonly string[]>(`[...document.querySelectorAll('html, main [role=region][tabindex="0"]')]
    .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
    .map((wide) => wide.getAttribute('aria-label') ?? 'the page')`);

/** Has the page look light or dark, and waits until it does. */
export async function looking(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
  await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
}

/** Keeps a picture where `OPENPREPAY_SCREENS` wants them: of the whole page, or of what a window shows of it. */
export async function picture(page: Page, name: string, shows: 'page' | 'window' = 'page'): Promise<void> {
  const { OPENPREPAY_SCREENS: folder } = loadScenariosConfig(process.env);
  if (folder === undefined) return;
  const screens = path.resolve(root, folder);
  await mkdir(screens, { recursive: true });
  await page.screenshot({ path: path.join(screens, `${name}.png`), fullPage: shows === 'page' });
}
