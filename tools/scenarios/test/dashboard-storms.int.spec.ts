import { eventually } from '@openprepay/testing/eventually';
import type { Browser, Page } from 'playwright-core';
import type { AlarmStormAnswer } from '@openprepay/contracts/http/telemetry-alarms';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectNoBarrier, expectNoBarrierIn } from './barriers.js';
import { describeInBrowser, openBrowser, openPage, picture, signInAs, tooWide, visit } from './browser.js';
import { outage } from './outage.js';
import { Platform } from './platform.js';

const METERS = 12;
const PATIENCE = { timeoutMs: 60_000 };
const PHONE = { width: 360, height: 740 };

describeInBrowser('a storm in the dashboard', () => {
  let platform: Platform;
  let browser: Browser;
  let watching: Page;
  let storm: AlarmStormAnswer;

  // Nobody simulates the meters: they are away because the head-end is told so.
  beforeAll(async () => {
    platform = await Platform.start({ meters: METERS, simulate: false });
    browser = await openBrowser();
    watching = await pageOf('operator', '/alarms');
    await watching.locator('[data-testid=live-state][data-state=live]').waitFor();
    await watching.getByText('No alarm is open.').waitFor();
    await (await platform.as('engineer')).vending.addNetworkNode({ body: { code: 'FEEDER-9', kind: 'feeder' } });
    const meterNumbers = Array.from({ length: METERS }, (_, nth) => platform.meter(nth).meterNumber);
    storm = await outage(platform, { networkNode: 'FEEDER-9', meterNumbers });
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
  });

  const pageOf = async (username: string, at: string, size = {}): Promise<Page> => {
    const page = await openPage(browser, platform.url, size);
    await signInAs(page, username, at);
    return page;
  };
  const withoutBarrier = async (page: Page, name: string): Promise<void> => {
    for (const scheme of ['light', 'dark'] as const) {
      await expectNoBarrierIn(page, scheme);
      await picture(page, `${name}-${scheme}`);
    }
  };
  const row = (page: Page) => page.getByRole('table', { name: 'Storms' }).getByRole('row').filter({ hasText: storm.networkNode });

  it('is told aloud to who watches, and is one row that comes by itself, with none of its alarms below', async () => {
    await watching.getByTestId('new-alarms').getByText(`${METERS} meters of ${storm.networkNode} have been away since`).waitFor();
    await row(watching).getByText(`${METERS} of ${METERS}`).waitFor();
    await watching.getByText('No other alarm is open.').waitFor();
    await withoutBarrier(watching, 'alarms-storm');
  });

  it('is counted on the wall, and leads from there to its meters', async () => {
    const page = await pageOf('operator', '/');
    const { telemetry } = await platform.as('operator');
    await eventually(async () => {
      const counted = (await telemetry.readFleet()).body.openAlarms.reduce((total, { count }) => total + count, 0);
      expect([counted, await page.getByTestId('alarms-open').innerText()]).toEqual([METERS, String(METERS)]);
    }, PATIENCE);
    await page.getByRole('link', { name: `Storm ${storm.networkNode}: ${METERS} away` }).click();
    await page.getByRole('heading', { level: 1, name: `Storm ${storm.networkNode}` }).waitFor();
    const meters = page.getByRole('table', { name: 'Meters' });
    await meters.getByRole('link').first().waitFor();
    expect(await meters.getByRole('link').count()).toBe(METERS);
    expect(await page.getByTestId('storm-away').innerText()).toBe(String(METERS));
    await withoutBarrier(page, 'storm');
  });

  it('leaves its meters on the list of those that are away, and those of a longer time out of it', async () => {
    const page = await pageOf('operator', '/head-end');
    await page.getByRole('link', { name: '1 h', exact: true }).click();
    await page.getByText('No meter has been away for so long.').waitFor();
    await page.getByLabel('Silent for longer than').selectOption('any time');
    const away = page.getByRole('table', { name: 'Away' });
    await away.getByRole('link').first().waitFor();
    expect(await away.getByRole('link').count()).toBe(METERS);
    await withoutBarrier(page, 'head-end-away');
  });

  it('is looked at by who may not act on it', async () => {
    const page = await pageOf('clerk', '/alarms');
    await row(page).waitFor();
    expect(await page.getByRole('button', { name: /^(Acknowledge|Clear) all/ }).count()).toBe(0);
  });

  it('fits a phone, in French too', async () => {
    const page = await pageOf('operator', '/alarms', PHONE);
    for (const at of ['/alarms', '/alarms?tab=storms', `/alarms/storms/${storm.stormId}`]) {
      await visit(page, at);
      await eventually(async () => expect(await tooWide(page), at).toEqual([]));
      await picture(page, `storm-phone-${at.split('/').length}-${at.includes('tab') ? 'all' : 'on'}`);
    }
    await page.getByRole('button', { name: 'operator', exact: true }).click();
    await page.getByLabel('Language').selectOption('fr');
    await page.getByRole('heading', { level: 1, name: `Panne groupée ${storm.networkNode}` }).waitFor();
    await eventually(async () => expect(await tooWide(page)).toEqual([]));
  });

  it('is acknowledged in one act, and every other page that shows it says so', async () => {
    const others = [await pageOf('engineer', `/alarms/storms/${storm.stormId}`), await pageOf('engineer', '/alarms')] as const;
    for (const other of others) await other.locator('[data-testid=live-state][data-state=live]').waitFor();
    await eventually(async () => expect(await others[0].getByTestId('storm-unacknowledged').innerText()).toBe(String(METERS)));
    await others[1].getByRole('button', { name: `Acknowledge all alarms of ${storm.networkNode}` }).waitFor();
    await watching.getByRole('button', { name: `Acknowledge all alarms of ${storm.networkNode}` }).click();
    await watching.getByText(`Alarms settled: ${METERS}.`).waitFor();
    await eventually(async () => expect(await watching.getByRole('button', { name: /^Acknowledge all/ }).count()).toBe(0));
    const { telemetry } = await platform.as('operator');
    const { body } = await telemetry.readAlarmStorm({ params: { stormId: storm.stormId } });
    expect(body).toMatchObject({ state: 'open', away: METERS, unacknowledged: 0 });
    await eventually(async () => expect(await others[0].getByTestId('storm-unacknowledged').innerText()).toBe('0'), PATIENCE);
    await eventually(async () => expect(await others[1].getByRole('button', { name: /^Acknowledge all/ }).count()).toBe(0), PATIENCE);
  });

  it('is cleared in one act with a reason, and is over on every page that shows it', async () => {
    const page = await pageOf('operator', `/alarms/storms/${storm.stormId}`);
    await page.locator('[data-testid=live-state][data-state=live]').waitFor();
    await watching.getByRole('button', { name: `Clear all alarms of ${storm.networkNode}` }).click();
    const dialog = watching.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('The feeder is being renewed');
    await expectNoBarrier(watching);
    await picture(watching, 'dialog-clear-storm');
    await dialog.getByRole('button', { name: 'Clear all' }).click();
    await dialog.waitFor({ state: 'detached' });

    await page.getByText('over', { exact: true }).waitFor({ timeout: PATIENCE.timeoutMs });
    await page.getByText('The feeder is being renewed').first().waitFor();
    await row(watching).waitFor({ state: 'detached', timeout: PATIENCE.timeoutMs });
    await watching.getByText('No alarm is open.').waitFor();
    await visit(watching, '/alarms?tab=storms');
    await row(watching).getByText('over').waitFor();
    await picture(watching, 'storms-over');
    await visit(watching, `/meters/${platform.meter(0).meterNumber}`);
    const alarms = watching.getByRole('table', { name: 'Last alarms' });
    await alarms.getByRole('row').filter({ hasText: 'Offline' }).getByText('operator').nth(1).waitFor();
  });
});
