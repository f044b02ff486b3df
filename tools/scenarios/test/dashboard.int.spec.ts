import { eventually } from '@openprepay/testing/eventually';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectNoBarrierIn } from './barriers.js';
import { describeInBrowser, openBrowser, openPage, picture, signInAs, tooWide } from './browser.js';
import { Platform } from './platform.js';
import { until } from './until.js';

/** What each role finds in its menu, by the headings of the screens. */
const MENUS = {
  operator: [
    ...['Now', 'Sell', 'Vends', 'Batches', 'Deliveries', 'Meters', 'Alarms', 'Exceptions', 'Tokens', 'Vendors', 'Accounts'],
    ...['Books', 'Models', 'Network', 'Imports', 'Provenance', 'Campaigns', 'Head-end', 'Operations'],
  ],
  engineer: [
    ...['Now', 'Vends', 'Deliveries', 'Meters', 'Alarms', 'Exceptions', 'Tokens', 'Models', 'Network', 'Imports', 'Keys'],
    ...['Provenance', 'Campaigns', 'Head-end', 'Operations'],
  ],
  clerk: [
    ...[
      'Now',
      'Sell',
      'Vends',
      'Batches',
      'Deliveries',
      'Meters',
      'Alarms',
      'Exceptions',
      'Tokens',
      'Vendors',
      'Tariffs',
      'Accounts',
      'Books',
    ],
    ...['Models', 'Network', 'Imports', 'Head-end'],
  ],
  vendor: ['Sell', 'Vends', 'Batches', 'Vendors'],
  auditor: [
    ...['Now', 'Vends', 'Batches', 'Deliveries', 'Meters', 'Exceptions', 'Tariffs', 'Accounts', 'Books', 'Models', 'Network', 'Keys'],
    ...['Provenance', 'Campaigns', 'Head-end'],
  ],
  admin: ['Now', 'Tokens', 'Tariffs', 'Books', 'Keys', 'Provenance', 'Users'],
  custodian1: ['Keys', 'Provenance'],
} as const;

/** Some have many screens, and each is looked at twice. */
const MENU_MS = 600_000;
const [DESK, PHONE] = [
  { width: 1280, height: 800 },
  { width: 360, height: 740 },
];

describeInBrowser('the dashboard', () => {
  let platform: Platform;
  let browser: Browser;

  beforeAll(async () => {
    platform = await Platform.start({ meters: 3 });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
  });

  it('sells at the till; the meter credits it, and the page is the same person’s after a reload', async () => {
    const page = await openPage(browser, platform.url, { width: 360, height: 740 });
    await signInAs(page, 'vendor', '/sell');
    const { meterNumber } = platform.meter(0);
    await page.getByLabel('Meter number').fill(meterNumber);
    await page.getByLabel('Amount').fill('25');
    await page.getByRole('button', { name: 'Quote' }).click();
    const units = await page.getByTestId('quote-units').innerText();
    await page.getByRole('button', { name: 'Sell', exact: true }).click();

    const token = await page.getByTestId('token').innerText();
    expect(token).toMatch(/^\d{4} \d{4} \d{4} \d{4} \d{4}$/);
    await picture(page, 'sell-sold-phone');
    const operator = await platform.as('operator');
    const sold = async () => {
      const { body } = await operator.vending.listVends({ query: { meterNumber } });
      return 'items' in body ? body.items[0]! : body;
    };
    expect((await sold()).tokens).toMatchObject([{ token: token.replaceAll(' ', '') }]);
    expect((await sold()).units.value).toBe(units);
    await until(async () => (await sold()).delivery.state === 'credited');

    await page.reload();
    await page.getByRole('button', { name: 'vendor', exact: true }).waitFor();
  });

  it('does not call a sale failed whose answer was lost, and finds its token after a reload', async () => {
    const page = await openPage(browser, platform.url);
    await signInAs(page, 'vendor', '/sell');
    // The sale arrives; its answer, and every question after it, is lost on the way.
    await page.route('**/v1/vends', async (route) => {
      if (route.request().method() === 'POST') await route.fetch();
      await route.abort();
    });
    await page.route('**/v1/vends?*', (route) => route.abort());
    await page.getByLabel('Meter number').fill(platform.meter(1).meterNumber);
    await page.getByLabel('Amount').fill('30');
    await page.getByRole('button', { name: 'Quote' }).click();
    await page.getByRole('button', { name: 'Sell', exact: true }).click();
    await page.getByText('Do not pay again', { exact: false }).waitFor();

    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.reload();
    await page.getByTestId('token').waitFor();
    const { body } = await (await platform.as('operator')).vending.listVends({ query: { meterNumber: platform.meter(1).meterNumber } });
    expect('items' in body && body.items).toHaveLength(1);
  });

  it('says within seconds that its stream is lost, and comes back by itself', async () => {
    const page = await openPage(browser, platform.url);
    await signInAs(page, 'operator');
    const live = page.getByTestId('live-state');
    await page.locator('[data-testid=live-state][data-state=live]').waitFor();
    await platform.kill('gateway');
    await page.locator('[data-testid=live-state][data-state=lost]').waitFor();
    await page.locator('[data-testid=live-state][data-state=live]').waitFor();
    expect(await live.innerText()).toContain('Live');
    await page.getByTestId('vends-today').waitFor();
  });

  it.each(Object.entries(MENUS))(
    'shows %s the screens of their roles, each without a barrier, light and dark',
    { timeout: MENU_MS },
    async (username, menu) => {
      const page = await openPage(browser, platform.url);
      await signInAs(page, username, '/sign-in');
      const links = page.getByRole('navigation').getByRole('link');
      await links.first().waitFor();
      expect(await links.allInnerTexts()).toEqual(menu);
      for (const heading of menu) {
        await links.getByText(heading, { exact: true }).click();
        await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
        await page.locator('main [role=status][aria-label^=Loading]').first().waitFor({ state: 'detached' });
        for (const colorScheme of ['light', 'dark'] as const) {
          await expectNoBarrierIn(page, colorScheme, heading);
          const name = `${heading.toLowerCase()}-${username}-${colorScheme}`;
          await picture(page, name);
          await page.setViewportSize(PHONE);
          await eventually(async () => expect(await tooWide(page), `${heading}, ${colorScheme}`).toEqual([]));
          await picture(page, `${name}-phone`);
          await page.setViewportSize(DESK);
        }
      }
      // One that stays open goes on drawing what its stream tells it.
      await page.context().close();
    },
  );

  it('tells who types the address of another role’s screen that they may not see it', async () => {
    const page = await openPage(browser, platform.url);
    await signInAs(page, 'vendor', '/users');
    await page.getByRole('heading', { level: 1, name: 'You may not see this' }).waitFor();
  });
});
