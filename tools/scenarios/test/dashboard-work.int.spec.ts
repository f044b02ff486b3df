import { eventually } from '@openprepay/testing/eventually';
import { demoTariff } from '@openprepay/standalone/demo-fleet';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectNoBarrier } from './barriers.js';
import { describeInBrowser, openBrowser, openPage, picture, signInAs } from './browser.js';
import { dialogOf, send } from './dialogs.js';
import { zoneOfMidday } from './midday.js';
import { CURRENCY, PASSWORD, Platform } from './platform.js';

const PATIENCE = { timeoutMs: 60_000 };
const MINUTE_MS = 60_000;
/** No version of a tariff begins before it is published. */
const SOON_MS = 1_500;
/** More stops of the Tab key than any of these pages has before what is looked for. */
const MOST_STOPS = 60;

async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    if ((await wanted.and(page.locator(':focus')).count()) > 0) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('the Tab key does not lead there');
}

describeInBrowser('work in the dashboard', () => {
  let platform: Platform;
  let browser: Browser;
  // No day ends between two looks at what was sold today, at whatever hour this runs.
  const timeZone = zoneOfMidday(new Date());

  beforeAll(async () => {
    platform = await Platform.start({ meters: 3, timeZone });
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

  it('sells by the keyboard alone', async () => {
    const page = await openPage(browser, platform.url);
    await page.goto('/sell');
    await page.getByLabel('User name').waitFor();
    await tabTo(page, page.getByLabel('User name'));
    await page.keyboard.type('vendor');
    await tabTo(page, page.getByLabel('Password', { exact: true }));
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByLabel('Meter number').waitFor();
    await tabTo(page, page.getByLabel('Meter number'));
    await page.keyboard.type(platform.meter(0).meterNumber);
    await tabTo(page, page.getByLabel('Amount'));
    await page.keyboard.type('20');
    await page.keyboard.press('Enter');
    await page.getByTestId('quote-units').waitFor();
    await tabTo(page, page.getByRole('button', { name: 'Sell', exact: true }));
    await page.keyboard.press('Enter');
    await page.getByTestId('token').waitFor();
  });

  it('gives a meter the free units of the month once, and says why not a second time', async () => {
    const { meterNumber } = platform.meter(2);
    const [{ billing }, { vending }] = [await platform.as('clerk'), await platform.as('operator')];
    const validFrom = new Date(Date.now() + SOON_MS);
    await billing.publishTariff({ body: { ...demoTariff(CURRENCY, validFrom), freeUnits: { amount: '50', per: 'month' } } });
    const sale = { meterNumber, tender: { amount: '20', currency: CURRENCY }, paymentMethod: 'cash' as const };
    await eventually(async () => expect((await vending.quoteVend({ body: sale })).body.tariff.version).toBe(2), PATIENCE);
    const page = await pageOf('vendor', '/sell');
    const give = async (): Promise<void> => {
      await page.getByLabel('Meter number').fill(meterNumber);
      await page.getByRole('button', { name: 'Give the free units of the month' }).click();
    };
    await give();
    await page.getByTestId('token').waitFor();
    await page.getByText('50.0\u00a0kWh for meter', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'New sale' }).click();
    await give();
    await page.getByText('vending.free_basic_not_due').waitFor();
  });

  it('orders a token by one engineer, has another approve it, and shows what the meter said', async () => {
    await platform.addUser('engineer2', ['engineer']);
    const { meterNumber } = platform.meter(1);
    const first = await pageOf('engineer', '/tokens');
    const dialog = await dialogOf(first, 'Order a token');
    await dialog.getByLabel('Meter number').fill(meterNumber);
    await dialog.getByLabel('What it does').selectOption('Clear the credit');
    await dialog.getByLabel('Which credit').selectOption('electricity');
    await dialog.getByLabel('Reason').fill('The supply moves to another customer');
    await send(dialog, 'Order a token');
    await first.getByText('Another engineer has to approve it.', { exact: false }).waitFor();
    const own = first.getByRole('row').filter({ hasText: meterNumber });
    await own.getByRole('button', { name: 'Take back' }).waitFor();
    expect(await own.getByRole('button', { name: 'Approve' }).count()).toBe(0);

    const second = await pageOf('engineer2', `/tokens?meterNumber=${meterNumber}`);
    const row = second.getByRole('row').filter({ hasText: meterNumber });
    await row.getByRole('button', { name: 'Approve' }).click();
    await row.getByTestId('ordered-token').waitFor();
    expect(await row.getByTestId('ordered-token').innerText()).toMatch(/^(\d{4} ){4}\d{4}$/);
    await row.getByText('accepted by the meter').waitFor({ timeout: PATIENCE.timeoutMs });
    await picture(second, 'tokens-approved');
  });

  it('makes a token that tests a meter, and changes which tokens take two people', async () => {
    const engineer = await pageOf('engineer', '/tokens?tab=test');
    await engineer.getByRole('button', { name: 'Make the token' }).click();
    expect(await engineer.getByTestId('token').innerText()).toBe('5649 3153 7254 5031 3471');
    const admin = await pageOf('admin', '/tokens?tab=policy');
    const dialog = await dialogOf(admin, 'Change the policy');
    const power = dialog.getByRole('group', { name: 'Set the maximum power' });
    await power.getByLabel('two people').check();
    await power.getByLabel('A person a day').fill('7');
    await send(dialog, 'Change the policy');
    const { vending } = await platform.as('engineer');
    await eventually(async () =>
      expect((await vending.readTokenPolicy()).body).toMatchObject({
        approval: expect.arrayContaining(['set-maximum-power-limit', 'clear-credit']),
        limits: [{ kind: 'set-maximum-power-limit', perUserPerDay: 7 }],
      }),
    );
  });

  it('creates a vendor, and changes how far its float may go', async () => {
    const page = await pageOf('operator', '/vendors');
    const created = await dialogOf(page, 'Create a vendor');
    await created.getByLabel('Name').fill('Corner Shop');
    await send(created, 'Create a vendor');
    await page.getByRole('link', { name: 'Corner Shop' }).click();
    const changed = await dialogOf(page, 'Change the credit limit');
    await changed.getByLabel('Credit limit').fill('1 500,00');
    await send(changed, 'Change the credit limit');
    await page.getByTestId('vendor-limit').getByText('1,500.00').or(page.getByText('The credit limit awaits approval')).first().waitFor();
  });

  it('opens an account, and names the tariff of those that have none', async () => {
    const page = await pageOf('clerk', '/accounts');
    const opened = await dialogOf(page, 'Open an account');
    await opened.getByLabel('Account number').fill('ACC-NEW');
    await opened.getByLabel('Name').fill('Amina Otieno');
    await send(opened, 'Open an account');
    await page.getByRole('heading', { level: 1, name: 'Account ACC-NEW' }).waitFor();
    const { billing } = await platform.as('clerk');
    expect((await billing.readAccount({ params: { accountNumber: 'ACC-NEW' } })).body.name).toBe('Amina Otieno');

    const tariffs = await pageOf('clerk', '/tariffs');
    await send(await dialogOf(tariffs, 'Name the default tariff'), 'Name the default tariff');
    await tariffs.getByText('DOM is the default for Electricity now').waitFor();
  });

  it('opens a supply group and a key in it that the vault makes', async () => {
    const page = await pageOf('custodian1', '/keys');
    const group = await dialogOf(page, 'Open a supply group');
    await group.getByLabel('Supply group code').fill('600200');
    await group.getByLabel('Name').fill('Lake side');
    await send(group, 'Open a supply group');
    await page.getByText('This supply group has no vending key yet.').waitFor();
    await page.locator('section').filter({ hasText: 'Lake side' }).getByRole('button', { name: 'Open a vending key' }).click();
    const key = page.getByRole('dialog', { name: 'Open a vending key' });
    await key.getByLabel('Revision').fill('1');
    await key.getByLabel('Who makes it').selectOption('the vault alone');
    await expectNoBarrier(page);
    await send(key, 'Open a vending key');
    const { keyManagement } = await platform.as('custodian1');
    await eventually(async () => {
      const { items } = (await keyManagement.listVendingKeys({ query: {} })).body;
      expect(items.filter(({ supplyGroupCode }) => supplyGroupCode === '600200')).toHaveLength(1);
    });
  });

  it('has a service send again what it sent in the last hour', async () => {
    const page = await pageOf('operator', '/operations?tab=lost');
    const dialog = await dialogOf(page, 'Send again');
    const clock = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'short' });
    const wall = (ms: number): string => clock.format(ms).replace(' ', 'T');
    await dialog.getByLabel('Service').selectOption('vending');
    await dialog.getByLabel('From').fill(wall(Date.now() - 60 * MINUTE_MS));
    await dialog.getByLabel('Until').fill(wall(Date.now()));
    await send(dialog, 'Send again');
    await page.getByText(/vending sends [\d,]+ messages again\./).waitFor();
  });

  it('shows what came of a command once the meter has reported', async () => {
    const page = await pageOf('engineer', `/meters/${platform.meter(2).meterNumber}`);
    await page.getByRole('button', { name: 'Read now' }).click();
    const told = page.getByRole('table', { name: 'What it was told' }).getByRole('row').filter({ hasText: 'Read now' });
    await told.getByText('done, as it reports').waitFor({ timeout: PATIENCE.timeoutMs });
    await told.getByText('engineer').waitFor();
  });

  it('goes on in an open page after the gateway has started again: what was sold is counted without a reload', async () => {
    const page = await pageOf('operator', '/');
    const figure = page.getByTestId('vends-today');
    await page.locator('[data-testid=live-state][data-state=live]').waitFor();
    const before = Number(await figure.innerText());
    await platform.kill('gateway');
    await page.locator('[data-testid=live-state][data-state=lost]').waitFor();
    await platform.untilHealthy();
    await platform.sell(await platform.as('vendor'), { meterNumber: platform.meter(2).meterNumber, amount: '15.00' });
    await eventually(async () => expect(await figure.innerText()).toBe(String(before + 1)), PATIENCE);
    await page.locator('[data-testid=live-state][data-state=live]').waitFor();
  });
});
