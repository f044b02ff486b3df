import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { eventually } from '@openprepay/testing/eventually';
import type { Browser, Page } from 'playwright-core';
import { demoKeyData } from '@openprepay/standalone/demo-fleet';
import type { SignedIn } from '@openprepay/standalone/gateway-client';
import { makeMeterNumber } from '@openprepay/sts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, looking, openBrowser, openPage, picture, signInAs, visit } from './browser.js';
import { outage } from './outage.js';
import { Platform } from './platform.js';
import { until } from './until.js';

const tour = path.resolve(import.meta.dirname, '../../../docs/tour.md');
const METERS = 12;
const HISTORY_DAYS = 8;
const PICTURES_MS = 300_000;
const CAMPAIGN_MS = 120_000;
const FIRST_DARK_SERIAL = 66_000_001;
/** Less by five than what the batch was sold for. */
const COUNTED = '485';

/** What one person comes by, in their order, and how it is called in the document. */
const WALKS = {
  operator: [
    ['now', '/'],
    ['alarms', '/alarms'],
    ['storm', '/alarms/storms/{storm}'],
  ],
  engineer: [
    ['meter', '/meters/{meter}'],
    ['tokens', '/tokens'],
    ['operations', '/operations'],
    ['campaign', '/campaigns/{campaign}'],
    ['network', '/network'],
    ['deliveries', '/deliveries'],
  ],
  clerk: [
    ['batch', '/batches/{batch}'],
    ['vend', '/vends/{vend}'],
    ['vendor', '/vendors/{vendor}'],
    ['tariff', '/tariffs/DOM'],
  ],
  custodian1: [['keys', '/keys']],
} as const;

describeInBrowser('the tour of the dashboard', () => {
  let platform: Platform;
  let browser: Browser;
  const made: string[] = [];
  const keep = async (page: Page, name: string): Promise<void> => {
    await picture(page, name, 'window');
    made.push(`tour/${name}.png`);
  };

  beforeAll(async () => {
    platform = await Platform.start({ meters: METERS, historyDays: HISTORY_DAYS });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
  });

  it('shows in the document what there is', { timeout: PICTURES_MS }, async () => {
    const { meterNumber } = platform.meter(0);
    const [vendor, engineer] = [await platform.as('vendor'), await platform.as('engineer')];
    const { batchId } = (await vendor.vending.openBatch({ body: { kind: 'shift' } })).body;
    for (let sale = 0; sale < METERS; sale++)
      await platform.sell(vendor, { meterNumber: platform.meter(sale).meterNumber, amount: `${10 + 5 * sale}.00` });
    const sold = await platform.sell(vendor, { meterNumber, amount: '40.00' });
    const order = { meterNumber, reason: 'The supply moves to another customer' };
    await engineer.vending.orderToken({
      headers: { 'idempotency-key': 'tour-power-limit' },
      body: { ...order, kind: 'set-maximum-power-limit', parameters: { watts: 4_600 }, reason: 'The limit of the new contract' },
    });
    await engineer.vending.orderToken({
      headers: { 'idempotency-key': 'tour-clear-credit' },
      body: { ...order, kind: 'clear-credit', parameters: { register: 'electricity' } },
    });
    await until(async () => (await engineer.vending.readVend({ params: { vendId: sold.vendId } })).body.delivery.state === 'credited');

    const counted = [{ paymentMethod: 'cash' as const, amount: COUNTED }];
    await vendor.vending.closeBatch({ params: { batchId }, body: { counted } });
    await layNetwork(engineer);
    const campaignId = await runCampaign(platform, engineer);
    const { stormId } = await outage(platform, { networkNode: 'NORTH-F2', meterNumbers: await moreMeters(engineer) });

    const at = (address: string): string =>
      address
        .replace('{meter}', meterNumber)
        .replace('{vend}', sold.vendId)
        .replace('{batch}', batchId)
        .replace('{campaign}', campaignId)
        .replace('{storm}', stormId)
        .replace('{vendor}', sold.vendorId ?? 'nobody');
    for (const [username, stations] of Object.entries(WALKS)) {
      const page = await openPage(browser, platform.url, { width: 1280, height: 860 });
      await signInAs(page, username);
      for (const [name, address] of stations) {
        await visit(page, at(address));
        if (name === 'network') await page.getByRole('button', { name: 'What NORTH feeds' }).click();
        await drawn(page);
        await keep(page, name);
      }
    }
    await keep(await sellAt(await openPage(browser, platform.url, { width: 1280, height: 860 }), platform.meter(1).meterNumber), 'sell');
    const phone = await openPage(browser, platform.url, { width: 360, height: 740 });
    await looking(phone, 'dark').catch(() => undefined);
    await keep(await sellAt(phone, platform.meter(2).meterNumber), 'sell-phone');

    const shown = [...(await readFile(tour, 'utf8')).matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, file]) => file);
    expect(shown.toSorted()).toEqual(made.toSorted());
  });
});

/** A zone with two feeders, one of which has transformers. */
async function layNetwork({ vending }: SignedIn): Promise<void> {
  const nodes = [
    { code: 'NORTH', kind: 'zone' },
    { code: 'SOUTH', kind: 'zone' },
    { code: 'NORTH-F1', kind: 'feeder', parent: 'NORTH' },
    { code: 'NORTH-F2', kind: 'feeder', parent: 'NORTH', location: { lat: -1.2921, lon: 36.8219 } },
    { code: 'NORTH-F1-T1', kind: 'transformer', parent: 'NORTH-F1' },
  ] as const;
  for (const node of nodes) await vending.addNetworkNode({ body: node });
}

/** As many as a storm is of, with a way in to the broker that they never take. */
async function moreMeters({ vending, telemetry }: SignedIn): Promise<readonly string[]> {
  const meterNumbers = Array.from({ length: METERS }, (_, nth) => makeMeterNumber('00', String(FIRST_DARK_SERIAL + nth)));
  for (const meterNumber of meterNumbers) {
    await vending.createMeter({ body: { meterNumber, ...demoKeyData, commodity: 'electricity' } });
    await eventually(() => telemetry.issueCredentials({ params: { meterNumber } }), { timeoutMs: CAMPAIGN_MS });
  }
  return meterNumbers;
}

/** Another tariff index for every meter, of which the connected ones take theirs at once. */
async function runCampaign(platform: Platform, { vending }: SignedIn): Promise<string> {
  const meterNumbers = Array.from({ length: METERS }, (_, nth) => platform.meter(nth).meterNumber);
  const wish = { select: { meterNumbers }, to: { tariffIndex: '08' }, channels: ['mqtt' as const] };
  const { campaignId } = (await vending.createCampaign({ body: { code: 'INDEX-08', name: 'Domestic meters to index 08', ...wish } })).body;
  const params = { campaignId };
  await vending.startCampaign({ params });
  await until(async () => (await vending.readCampaign({ params })).body.counts.confirmed > 0, { timeoutMs: CAMPAIGN_MS });
  return campaignId;
}

/** Waits until each chart of the page has drawn its lines. */
async function drawn(page: Page): Promise<void> {
  const charts = page.locator('main [role=img]');
  for (let place = 0; place < (await charts.count()); place++)
    await charts.nth(place).locator('svg path').first().waitFor({ state: 'attached' });
}

async function sellAt(page: Page, meterNumber: string): Promise<Page> {
  await signInAs(page, 'vendor', '/sell');
  await page.getByLabel('Meter number').fill(meterNumber);
  await page.getByLabel('Amount').fill('25');
  await page.getByRole('button', { name: 'Quote' }).click();
  await page.getByRole('button', { name: 'Sell', exact: true }).click();
  await page.getByTestId('token').waitFor();
  return page;
}
