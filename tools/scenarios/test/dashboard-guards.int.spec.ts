import { eventually } from '@openprepay/testing/eventually';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectNoBarrierIn } from './barriers.js';
import { describeInBrowser, openBrowser, openPage, picture, signInAs, tooWide, visit } from './browser.js';
import { Platform } from './platform.js';

/** What somebody may be called who means no good, or is called otherwise than the author of a page expects. */
const HOSTILE = [
  '<img src=x onerror="globalThis.harmed = true">',
  '<script>globalThis.harmed = true</script>{{harmed}}',
  'Ш'.repeat(100),
  'حساب <b>العميل</b> ١٢٣ abc',
];

/** Each page of one thing, the heading that it has, and who may see it. */
const DETAILS = [
  { screen: 'vends', heading: 'Vend', roles: ['operator', 'engineer', 'clerk', 'vendor', 'auditor'] },
  { screen: 'batches', heading: 'Batch', roles: ['operator', 'clerk', 'vendor', 'auditor'] },
  { screen: 'meters', heading: /^Meter \d+$/, roles: ['operator', 'engineer', 'clerk', 'auditor'] },
  { screen: 'vendors', heading: /^Vendor ./, roles: ['operator', 'clerk', 'vendor'] },
  { screen: 'campaigns', heading: 'Campaign INDEX-09', roles: ['operator', 'engineer', 'auditor'] },
  { screen: 'tariffs', heading: 'Tariff DOM', roles: ['clerk', 'auditor', 'admin'] },
  { screen: 'accounts', heading: 'Account ACC-00001', roles: ['operator', 'clerk', 'auditor'] },
] as const;
const USERS = ['operator', 'engineer', 'clerk', 'vendor', 'auditor', 'admin', 'custodian1'] as const;

/** One thing as it looks light and dark, on a desk and on a phone. */
async function pictures(page: Page, screen: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await expectNoBarrierIn(page, colorScheme, `/${screen}`);
    for (const [where, width] of Object.entries({ desk: 1280, phone: 360 })) {
      await page.setViewportSize({ width, height: 800 });
      await eventually(async () => expect(await tooWide(page), `/${screen}, ${where}`).toEqual([]));
      await picture(page, `one-of-${screen}-${colorScheme}-${where}`);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  }
}

const harmed = (page: Page): Promise<unknown> => page.evaluate('globalThis.harmed');

describeInBrowser('what the dashboard keeps to itself', () => {
  let platform: Platform;
  let browser: Browser;
  const addresses: Record<string, string> = {};

  beforeAll(async () => {
    platform = await Platform.start({ meters: 1 });
    browser = await openBrowser();
    const { meterNumber, accountNumber } = platform.meter(0);
    const vendor = await platform.as('vendor');
    const { vendId, vendorId } = await platform.sell(vendor, { meterNumber, amount: '20.00' });
    const { batchId } = (await vendor.vending.openBatch({ body: { kind: 'shift' } })).body;
    const { campaignId } = (
      await (
        await platform.as('engineer')
      ).vending.createCampaign({
        body: {
          code: 'INDEX-09',
          name: 'Another tariff index',
          select: { meterNumbers: [meterNumber] },
          to: { tariffIndex: '09' },
          channels: ['vend'],
        },
      })
    ).body;
    Object.assign(addresses, {
      campaigns: campaignId,
      vends: vendId,
      batches: batchId,
      meters: meterNumber,
      vendors: vendorId,
      tariffs: 'DOM',
      accounts: accountNumber,
    });
  });
  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
  });

  it.each(USERS)('shows %s the one thing behind each screen of theirs, and no other', async (username) => {
    const page = await openPage(browser, platform.url);
    await signInAs(page, username, '/sign-in');
    for (const { screen, heading, roles } of DETAILS) {
      await visit(page, `/${screen}/${addresses[screen]!}`);
      const may = roles.some((role) => role === username);
      await page.getByRole('heading', { level: 1, name: may ? heading : 'You may not see this', exact: true }).waitFor();
      // Nothing on the page asks for what the api refuses.
      expect(await page.locator('main [role=alert]').allInnerTexts(), `/${screen} of ${username}`).toEqual([]);
      if (username === roles[0]) await pictures(page, screen);
    }
    await page.context().close();
  });

  it.each(HOSTILE.map((name, place) => [place, name] as const))(
    'shows name %d as the text that it is, on a phone too',
    async (place, name) => {
      const [{ vending, billing }, accountNumber] = [await platform.as('operator'), `HOSTILE-${place}`];
      const { vendorId } = (await vending.createVendor({ body: { name } })).body;
      await billing.openAccount({ body: { accountNumber, name, tariffCode: 'DOM' } });
      const page = await openPage(browser, platform.url, { width: 360, height: 740 });
      await signInAs(page, 'operator');
      for (const at of ['/vendors', `/vendors/${vendorId}`, '/vends', '/accounts', `/accounts/${accountNumber}`]) {
        await visit(page, at);
        if (at !== '/vends') await page.getByText(name, { exact: false }).first().waitFor({ state: 'attached' });
        await eventually(async () => expect(await tooWide(page), at).toEqual([]));
        expect(await harmed(page), at).toBeUndefined();
      }
      await picture(page, `hostile-name-${place}`);
      await page.context().close();
    },
  );

  it('shows a meter number that is none as the text that it is', async () => {
    const page = await openPage(browser, platform.url);
    await signInAs(page, 'operator', `/meters?search=${encodeURIComponent(HOSTILE[0]!)}`);
    await page.getByText(HOSTILE[0]!, { exact: false }).first().waitFor();
    await visit(page, `/meters/${encodeURIComponent(HOSTILE[0]!)}`);
    expect(await harmed(page)).toBeUndefined();
  });
});
