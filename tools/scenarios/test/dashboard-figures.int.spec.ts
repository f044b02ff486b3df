import { eventually } from '@openprepay/testing/eventually';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openBrowser, openPage, signInAs, tooWide, visit } from './browser.js';
import { CURRENCY, Platform } from './platform.js';
import { inParallel } from './in-parallel.js';
import { startOfDayAtMidday, zoneOfMidday } from './midday.js';

const SALES = 200;
const TILLS = 8;
const PATIENCE = { timeoutMs: 120_000 };
/** Of an operator, who sees most of them. */
const SCREENS = [
  ...['/', '/sell', '/vends', '/batches', '/deliveries', '/meters', '/alarms', '/exceptions', '/tokens', '/vendors', '/accounts'],
  ...['/alarms?tab=storms', '/ledger', '/models', '/network', '/imports', '/provenance', '/campaigns', '/head-end', '/operations'],
];
/** A window of 1280 pixels, a phone, and that window magnified four times. */
const WIDTHS = [1280, 360, 320];

const money = (amount: number): string => new Intl.NumberFormat('en', { minimumFractionDigits: 2 }).format(amount);

describeInBrowser('the figures of the dashboard', () => {
  let platform: Platform;
  let browser: Browser;

  const began = new Date();

  // What was sold today is of one day, at whatever hour this runs.
  beforeAll(async () => {
    platform = await Platform.start({ meters: 3, timeZone: zoneOfMidday(began) });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
  });

  it('are those of the api and of the books, after 200 sales under the eyes of an operator', async () => {
    const page = await openPage(browser, platform.url);
    await signInAs(page, 'operator');
    const vendor = await platform.as('vendor');
    const amounts = Array.from({ length: SALES }, (_, sale) => 10 + (sale % 40));
    await inParallel(TILLS, amounts, async (amount, sale) => {
      await platform.sell(vendor, { meterNumber: platform.meter(sale % 3).meterNumber, amount: amount.toFixed(2) });
    });

    const sold = amounts.reduce((total, amount) => total + amount, 0);
    const [{ billing }, { vending, telemetry, keyManagement }] = [await platform.as('clerk'), await platform.as('operator')];
    const shown = (name: string): Promise<string> => page.getByTestId(name).innerText();
    await eventually(async () => {
      const { accounts, balanced } = (await billing.readTrialBalance({ query: {} })).body;
      expect(balanced).toBe(true);
      const floats = accounts.filter(({ account }) => account.startsWith('vendor-float:'));
      expect(floats.reduce((total, { debit }) => total + Number(debit), 0)).toBe(sold);
    }, PATIENCE);
    await eventually(async () => {
      const [from, to] = [startOfDayAtMidday(began).toISOString(), new Date().toISOString()];
      const { items } = (await vending.listSales({ query: { by: 'day', from, to } })).body;
      expect(items).toMatchObject([{ vends: SALES, money: [{ amount: sold.toFixed(2), currency: CURRENCY }] }]);
      expect(await shown('vends-today')).toBe(String(SALES));
      expect(await shown('money-today')).toBe(money(sold));
      expect((await shown('units-today')).replaceAll(',', '')).toBe(items[0]!.units[0]!.value);
    }, PATIENCE);
    await eventually(async () => {
      const fleet = (await telemetry.readFleet()).body;
      expect(fleet.deliveries.find(({ state }) => state === 'accepted')).toMatchObject({ count: SALES });
      const figures = { 'meters-online': 3, 'meters-offline': 0, 'meters-never-seen': 0, 'deliveries-pending': 0 };
      expect(fleet).toMatchObject({ connected: 3, offline: 0, neverSeen: 0 });
      for (const [name, figure] of Object.entries(figures)) expect(await shown(name), name).toBe(String(figure));
      expect(await shown('alarms-open')).toBe(String(fleet.openAlarms.reduce((total, { count }) => total + count, 0)));
      const parked = [await vending.readOperations(), await telemetry.readOperations(), await keyManagement.readOperations()];
      expect(await shown('parked-messages')).toBe(String(parked.reduce((total, { body }) => total + body.parkedMessages, 0)));
    }, PATIENCE);
  });

  it('tell of a vend when its token was sent, and under which trace it is to be found', async () => {
    const { telemetry, vending } = await platform.as('operator');
    const { vendId } = await platform.sell(await platform.as('vendor'), { meterNumber: platform.meter(0).meterNumber, amount: '20.00' });
    await eventually(async () => {
      expect((await vending.readVend({ params: { vendId } })).body.delivery.state).toBe('credited');
    }, PATIENCE);
    const [delivery] = (await telemetry.listDeliveries({ query: { vendId } })).body.items;
    const page = await openPage(browser, platform.url);
    await signInAs(page, 'operator', `/vends/${vendId}`);
    await page.getByRole('row', { name: 'Trace' }).getByText(delivery!.traceId!, { exact: true }).waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Sent to the meter' }).locator(`time[datetime="${delivery!.sentAt!}"]`).waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Credited by the meter' }).locator('time').waitFor();
  });

  it('tell of each service how far it is behind', async () => {
    const page = await openPage(browser, platform.url);
    await signInAs(page, 'engineer', '/operations');
    const { version } = (await (await platform.as('engineer')).billing.readOperations()).body;
    const row = page.getByRole('table', { name: 'Services' }).getByRole('row', { name: 'billing: ready' });
    await row.getByRole('cell').nth(1).getByText(version, { exact: true }).waitFor();
    await eventually(
      async () => expect((await row.getByRole('cell').allInnerTexts()).slice(2)).toEqual(['0', '0', '0', '0', '0']),
      PATIENCE,
    );
  });

  it.each(WIDTHS)('stand within a window of %d pixels, on every screen', async (width) => {
    const page = await openPage(browser, platform.url, { width, height: 800 });
    await signInAs(page, 'operator');
    for (const screen of SCREENS) {
      await visit(page, screen);
      await eventually(async () => expect(await tooWide(page), screen).toEqual([]));
    }
    await page.context().close();
  });
});
