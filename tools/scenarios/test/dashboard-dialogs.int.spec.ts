import { eventually } from '@openprepay/testing/eventually';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEMO_SUPPLY_GROUP, demoKeyData } from '@openprepay/standalone/demo-fleet';
import { expectNoBarrier } from './barriers.js';
import { describeInBrowser, openBrowser, openPage, picture, signInAs, visit } from './browser.js';
import { dialogOf, send } from './dialogs.js';
import { meterSays } from './meter-says.js';
import { Platform } from './platform.js';
import { demoUtility } from './working-utility.js';

const PATIENCE = { timeoutMs: 60_000 };

/** Who finds which dialogs behind which buttons, and where; `{vendor}` is the demo's own. */
const DIALOGS = [
  { username: 'clerk', at: '/accounts/ACC-00001', buttons: ['Add a debt', 'Take a payment'] },
  { username: 'custodian1', at: '/keys', buttons: ['Enter component', 'Abandon draft', 'Begin to replace', 'Retire'] },
  { username: 'admin', at: '/users', buttons: ['Add user', 'Change roles', 'Set password', 'Disable'] },
  { username: 'engineer', at: '/meters/{meter}', buttons: ['Open relay', 'Close relay', 'Issue new credentials'] },
  { username: 'operator', at: '/vendors/{vendor}', buttons: ['Change the credit limit', 'Set up a terminal'] },
  { username: 'operator', at: '/alarms', buttons: ['Clear'] },
] as const;

describeInBrowser('every dialog of the dashboard', () => {
  let platform: Platform;
  let browser: Browser;
  let places: Readonly<Record<string, string>>;

  beforeAll(async () => {
    platform = await Platform.start({ meters: 1, simulate: false });
    browser = await openBrowser();
    const [{ vending }, { keyManagement }] = [await platform.as('operator'), await platform.as('custodian1')];
    const { vendorId } = (await vending.listVendors({ query: {} })).body.items[0]!;
    const [meter] = (await demoUtility(platform)).meters;
    const tampered = JSON.stringify({ seq: 1, ts: new Date().toISOString(), kind: 'tamper' });
    await meterSays(platform.mqttUrl, meter!, { topic: 'events', payload: tampered });
    const { telemetry } = await platform.as('operator');
    await eventually(async () => expect((await telemetry.listAlarms({ query: {} })).body.items).not.toEqual([]), PATIENCE);
    places = { '{vendor}': vendorId, '{meter}': platform.meter(0).meterNumber };
    const { keyType, baseDate, decoderKeyAlgorithm } = demoKeyData;
    await keyManagement.createVendingKey({
      params: { supplyGroupCode: DEMO_SUPPLY_GROUP },
      body: { keyType, keyRevision: 2, keyExpiry: 255, baseDate, decoderKeyAlgorithm, components: 2 },
    });
  });
  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
  });

  it.each(DIALOGS)('has no barrier for $username at $at, light or dark, and closes by the keyboard', async ({ username, at, buttons }) => {
    const page = await openPage(browser, platform.url);
    await signInAs(page, username);
    await visit(
      page,
      at.replace(/\{\w+\}/, (place) => places[place]!),
    );
    for (const name of buttons) {
      await page.getByRole('button', { name, exact: true }).first().click();
      const dialog = page.getByRole('dialog');
      await dialog.waitFor();
      await expectNoBarrier(page, name);
      await picture(page, `dialog-${name.toLowerCase().replaceAll(' ', '-')}`);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
    }
  });

  it('tells other pages, once it is sent, that somebody has looked at an alarm, and that it is cleared', async () => {
    const pageOf = async (username: string, at: string) => {
      const page = await openPage(browser, platform.url);
      await signInAs(page, username, at);
      await page.locator('[data-testid=live-state][data-state=live]').waitFor();
      return page;
    };
    const acting = await pageOf('operator', '/alarms?state=all');
    const [list, meter] = [await pageOf('engineer', '/alarms?state=all'), await pageOf('engineer', `/meters/${places['{meter}']!}`)];
    const row = list.getByRole('table', { name: 'Alarms' }).getByRole('row').filter({ hasText: places['{meter}']! });
    await row.getByRole('button', { name: 'Acknowledge' }).waitFor();
    const ofMeter = meter.getByRole('table', { name: 'Last alarms' });
    await ofMeter.getByText('not yet', { exact: true }).first().waitFor();

    await acting.getByRole('button', { name: 'Acknowledge' }).click();
    await row.getByText('operator,').waitFor({ timeout: PATIENCE.timeoutMs });
    await ofMeter.getByText('operator', { exact: true }).waitFor({ timeout: PATIENCE.timeoutMs });

    const dialog = await dialogOf(acting, 'Clear');
    await dialog.getByLabel('Reason').fill('A bird had opened it');
    await send(dialog, 'Clear');
    await row.getByText('A bird had opened it').waitFor({ timeout: PATIENCE.timeoutMs });
    await ofMeter.getByText('not yet', { exact: true }).first().waitFor({ state: 'detached', timeout: PATIENCE.timeoutMs });
  });

  it('has none where a float is paid into, which is a form of the page', async () => {
    const page = await openPage(browser, platform.url);
    await signInAs(page, 'operator', `/vendors/${places['{vendor}']!}`);
    await page.getByLabel('Bank reference').waitFor();
    await expectNoBarrier(page);
  });
});
