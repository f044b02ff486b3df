import { eventually } from '@openprepay/testing/eventually';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectNoBarrier } from './barriers.js';
import { describeInBrowser, looking, openBrowser, openPage, picture, signInAs, tooWide, visit } from './browser.js';
import { dialogOf, send } from './dialogs.js';
import { Platform } from './platform.js';

const PHONE = { width: 320, height: 740 };

describeInBrowser('money of vendors and of the books in the dashboard', () => {
  let platform: Platform;
  let browser: Browser;
  let vendorId: string;

  beforeAll(async () => {
    platform = await Platform.start({ meters: 1, simulate: false });
    browser = await openBrowser();
    await platform.addUser('operator2', ['operator']);
    await platform.addUser('clerk2', ['clerk']);
    const { vending } = await platform.as('operator');
    vendorId = (await vending.listVendors({ query: {} })).body.items[0]!.vendorId;
  });
  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
  });

  const pageOf = async (username: string, at: string, size = {}): Promise<Page> => {
    const page = await openPage(browser, platform.url, size);
    await signInAs(page, username, at);
    return page;
  };
  /** Types what is to be paid back, and is asked once more. */
  const payingBack = async (page: Page, amount: string): Promise<Locator> => {
    const dialog = await dialogOf(page, 'Pay money back');
    await dialog.getByLabel('Amount').fill(amount);
    await dialog.getByLabel('Reference of the transfer').fill('EFT 77');
    await dialog.getByLabel('Reason').fill('The shop closes down');
    await expectNoBarrier(page);
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await dialog.getByText('of the float back to', { exact: false }).waitFor();
    return dialog;
  };

  /** As the second person, who reads what is asked for. */
  const approve = async (page: Page, asked: string): Promise<void> => {
    await page.getByText(asked, { exact: true }).waitFor();
    await expectNoBarrier(page);
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await page.getByRole('button', { name: 'Approve for good' }).click();
    await page.getByRole('button', { name: 'Approve for good' }).waitFor({ state: 'detached' });
  };

  it('pays money of a float back once it was asked about, and lists what was paid', async () => {
    const page = await pageOf('operator', `/vendors/${vendorId}`);
    const before = await page.getByTestId('vendor-balance').innerText();
    const sure = await payingBack(page, '1 0,50');
    await sure.getByText('KES\u00a010.50', { exact: false }).waitFor();
    await expectNoBarrier(page);
    await sure.getByRole('button', { name: 'Cancel' }).click();
    const typed = page.getByRole('dialog', { name: 'Pay money back' });
    expect(await typed.getByLabel('Amount').inputValue()).toBe('10.50');
    await typed.getByRole('button', { name: 'Go on' }).click();
    await send(page.getByRole('dialog'), 'Pay it back');
    await page.getByText('Paid back. The float is now', { exact: false }).waitFor();
    const row = page.getByRole('table', { name: 'Paid back' }).getByRole('row').filter({ hasText: 'EFT 77' });
    await row.getByText('The shop closes down').waitFor();
    await eventually(async () => expect(await page.getByTestId('vendor-balance').innerText()).not.toBe(before));
    await page.getByRole('table', { name: 'Movements' }).getByText('Paid back to the vendor').waitFor();
    await picture(page, 'vendor-paid-back');
  });

  it('shows why more than is held is not paid back', async () => {
    const page = await pageOf('operator', `/vendors/${vendorId}`);
    const sure = await payingBack(page, '999999999');
    await sure.getByRole('button', { name: 'Pay it back' }).click();
    await sure.getByText('vending.withdrawal_exceeds_float').waitFor();
  });

  it('has a large sum paid back by two people', async () => {
    const { vending } = await platform.as('operator');
    await vending.changeVendorPolicy({
      body: { depositApprovalAbove: '1000000', floatLimitApprovalAbove: '1000000', withdrawalApprovalAbove: '20' },
    });
    const page = await pageOf('operator', `/vendors/${vendorId}`);
    await send(await payingBack(page, '20.01'), 'Pay it back');
    await page.getByText('It awaits the approval of another operator').waitFor();
    const second = await pageOf('operator2', `/vendors/${vendorId}`);
    await approve(second, 'Withdrawal of KES\u00a020.01');
    const row = second.getByRole('table', { name: 'Paid back' }).getByRole('row').filter({ hasText: 'KES\u00a020.01' });
    await row.getByText('operator2').waitFor();
  });

  it('says another commission, keeps the one before, and shows in a batch what the sales have earned', async () => {
    const vendor = await platform.as('vendor');
    const { batchId } = (await vendor.vending.openBatch({ body: { kind: 'shift' } })).body;
    const page = await pageOf('operator', `/vendors/${vendorId}`);
    await page.getByText('sales earn this vendor nothing', { exact: false }).waitFor();
    const dialog = await dialogOf(page, 'Set another commission');
    await dialog.getByLabel('How: Credit').selectOption('a share of the money');
    await dialog.getByLabel('Rate: Credit').fill('2,5');
    await expectNoBarrier(page);
    await send(dialog, 'Set another commission');
    // more than before: the utility has said by now that money for vendors takes two people
    const second = await pageOf('operator2', `/vendors/${vendorId}`);
    await approve(second, 'Credit: 2.5 % of the money');
    await visit(page, `/vendors/${vendorId}`);
    const versions = page.getByRole('table', { name: 'Commission' });
    await versions.getByRole('row').filter({ hasText: '2.5 % of the money' }).getByText('now', { exact: true }).waitFor();
    await platform.sell(vendor, { meterNumber: platform.meter(0).meterNumber, amount: '40.00' });

    const later = await dialogOf(page, 'Set another commission');
    expect(await later.getByLabel('Rate: Credit').inputValue()).toBe('2.5');
    await later.getByLabel('How: Debts recovered').selectOption('so much a vend');
    await later.getByLabel('Rate: Debts recovered').fill('0.75');
    await later.getByLabel('From').fill('2099-01-01T00:00');
    await send(later, 'Set another commission');
    await visit(second, `/vendors/${vendorId}`);
    await approve(second, 'Debts recovered: KES\u00a00.75 a vend');
    await visit(page, `/vendors/${vendorId}`);
    await versions.getByText('Debts recovered: KES\u00a00.75 a vend').waitFor();
    expect(await versions.getByRole('row').filter({ hasText: '2099' }).getByText('now', { exact: true }).count()).toBe(0);
    await expectNoBarrier(page);
    await picture(page, 'vendor-commission');

    await visit(page, `/batches/${batchId}`);
    await page.getByRole('table', { name: 'Commission earned, KES' }).getByRole('row').filter({ hasText: 'Credit' }).waitFor();
    await picture(page, 'batch-commission');
  });

  it('books a correction once a second person approves, and lets who asked take theirs back', async () => {
    const page = await pageOf('clerk', '/ledger?tab=corrections');
    const ask = async (reason: string): Promise<void> => {
      const dialog = await dialogOf(page, 'Ask for a correction');
      await dialog.getByLabel('Account 1').fill('bank');
      await dialog.getByLabel('Amount 1').fill('12,50');
      await dialog.getByLabel('Account 2').fill('suspense:till-7');
      await dialog.getByLabel('Amount 2').fill('12.50');
      await dialog.getByLabel('Reason').fill(reason);
      await expectNoBarrier(page);
      await send(dialog, 'Ask for a correction');
      await page.getByRole('row').filter({ hasText: reason }).getByText('awaits a second person').waitFor();
    };
    await ask('Found in the till');
    await ask('Asked twice');
    const own = page.getByRole('row').filter({ hasText: 'Asked twice' });
    expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    await own.getByRole('button', { name: 'Take back' }).click();
    await own.getByLabel('Reason').fill('It was once');
    await own.getByRole('button', { name: 'Take back' }).click();
    await own.getByText('It was once').waitFor();

    const second = await pageOf('clerk2', '/ledger?tab=corrections');
    const row = second.getByRole('row').filter({ hasText: 'Found in the till' });
    await row.getByRole('button', { name: 'Approve' }).click();
    await row.getByText('booked', { exact: true }).waitFor();
    await expectNoBarrier(second);
    await picture(second, 'ledger-corrections');
    const { billing } = await platform.as('clerk');
    const { items } = (await billing.listCorrections({ query: { state: 'booked' } })).body;
    expect(items).toMatchObject([{ reason: 'Found in the till', decidedBy: { username: 'clerk2' } }]);
  });

  it('fits the narrowest phone, in French, dark', async () => {
    const page = await pageOf('clerk', `/vendors/${vendorId}`, PHONE);
    await looking(page, 'dark');
    await page.getByRole('button', { name: 'clerk', exact: true }).click();
    await page.getByLabel('Language').selectOption('fr');
    for (const [at, words] of [
      [`/vendors/${vendorId}`, 'The shop closes down'],
      ['/ledger?tab=corrections', 'Found in the till'],
      ['/vends', 'Vente'],
    ] as const) {
      await visit(page, at);
      await page.getByText(words, { exact: true }).first().waitFor();
      await eventually(async () => expect(await tooWide(page), at).toEqual([]));
      await picture(page, `money-phone-fr-${at.split('/')[1]!.split('?')[0]!}`);
    }
  });
});
