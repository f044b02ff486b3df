import { eventually } from '@openprepay/testing/eventually';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openBrowser, openPage, signInAs, visit } from './browser.js';
import { Platform } from './platform.js';

const PATIENCE = { timeoutMs: 60_000 };
/** Of an engineer, and what each of them is about. */
const SCREENS = ['/', '/vends', '/meters', '/alarms', '/keys', '/operations'];
/** The longest that anything of a page moves, in seconds, and how much of it does. */
const MOVING = `(() => {
  const seconds = (text) => Math.max(...text.split(',').map((part) => part.trim().endsWith('ms') ? parseFloat(part) / 1000 : parseFloat(part)));
  return [...document.querySelectorAll('*')].filter((element) => {
    const { transitionDuration, animationDuration } = getComputedStyle(element);
    return Math.max(seconds(transitionDuration), seconds(animationDuration)) > 0.001;
  }).length;
})()`;
/** What a script of the page could read and keep. */
const KEPT = `JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])`;

describeInBrowser('what the dashboard holds to', () => {
  let platform: Platform;
  let browser: Browser;

  beforeAll(async () => {
    platform = await Platform.start({ meters: 2, simulate: false });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
  });

  const pageOf = async (username: string, at: string): Promise<Page> => {
    const page = await openPage(browser, platform.url);
    await signInAs(page, username, at);
    return page;
  };

  it('keeps no token where a script finds it again, and a cookie that none reads', async () => {
    const page = await pageOf('operator', '/');

    expect(String(await page.evaluate(KEPT))).not.toMatch(/eyJ|[Tt]oken/);
    const cookies = await page.context().cookies();
    expect(cookies.map(({ httpOnly, sameSite }) => [httpOnly, sameSite])).toEqual([[true, 'Strict']]);
  });

  it('ends the session on the server: who kept its cookie does not come in by it', async () => {
    const page = await pageOf('operator', '/');
    const kept = await page.context().cookies();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('User name').waitFor();

    await page.context().addCookies(kept);
    await page.goto('/');
    await page.getByLabel('User name').waitFor();
  });

  it('asks nobody but its own server, and breaks no rule of its policy, on any screen', async () => {
    const page = await openPage(browser, platform.url);
    const strangers: string[] = [];
    const broken: string[] = [];
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== new URL(platform.url).origin && !request.url().startsWith('data:'))
        strangers.push(request.url());
    });
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) broken.push(message.text());
    });
    await signInAs(page, 'engineer');
    for (const screen of SCREENS) await visit(page, screen);

    expect([strangers, broken]).toEqual([[], []]);
  });

  it('says since when a figure stands that could not be read again, and reads it once that is possible', async () => {
    const page = await pageOf('operator', '/');
    await page.getByTestId('alarms-open').waitFor();
    await page.route('**/v1/fleet', (route) => route.abort());
    await page
      .getByText(/Could not be read again: as of \d/)
      .first()
      .waitFor({ timeout: PATIENCE.timeoutMs });
    expect(await page.getByTestId('alarms-open').innerText()).toBe('0');

    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await eventually(async () => expect(await page.getByText('Could not be read again').count()).toBe(0), PATIENCE);
  });

  it('moves nothing for people who want it to stand still, and does for others', async () => {
    const page = await pageOf('operator', '/');
    await page.getByTestId('vends-today').waitFor();

    expect(await page.evaluate(MOVING)).toBe(0);
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(await page.evaluate(MOVING)).toBeGreaterThan(0);
  });

  it('remembers the language that was chosen, also for who goes on before its words are there', async () => {
    const page = await pageOf('operator', '/vends');
    let away = true;
    await page.route(/\/assets\/(screens-)?fr-/, (words) => (away ? undefined : words.continue()));
    await page.getByRole('button', { name: 'operator', exact: true }).click();
    await page.getByLabel('Language').selectOption('fr');
    away = false;
    await page.goto('/vends');
    await page.locator('html[lang=fr]').waitFor();
  });

  it('writes the zone with every time that it shows', async () => {
    const { meterNumber } = platform.meter(0);
    const { vendId } = await platform.sell(await platform.as('vendor'), { meterNumber, amount: '20.00' });
    const page = await pageOf('operator', `/vends/${vendId}`);
    const times = page.locator('main time');
    await times.first().waitFor();

    for (const title of await times.evaluateAll((all) => all.map((time) => time.getAttribute('title') ?? '')))
      expect(title).toMatch(/ (UTC|GMT|[A-Z]{2,4})([+-]\d+)?$/);
  });

  it('asks as often for a list of many as for one of few', async () => {
    const page = await pageOf('operator', '/');
    const asked = async (at: string): Promise<readonly string[]> => {
      const paths: string[] = [];
      const note = (request: { url(): string }): number => paths.push(new URL(request.url()).pathname);
      page.on('request', note);
      await visit(page, at);
      page.off('request', note);
      return paths.filter((path) => path.includes('/v1/meters') || path.includes('/v1/vends'));
    };
    const { meterNumber } = platform.meter(1);
    const few = [await asked('/meters'), await asked('/vends')];
    const vendor = await platform.as('vendor');
    for (let sale = 0; sale < 10; sale++) await platform.sell(vendor, { meterNumber, amount: '20.00' });

    expect([await asked('/meters'), await asked('/vends')]).toEqual(few);
    await page.getByRole('table', { name: 'Vends' }).getByRole('row').nth(10).waitFor();
  });
});
