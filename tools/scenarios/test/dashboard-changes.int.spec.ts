import { eventually } from '@openprepay/testing/eventually';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectNoBarrier } from './barriers.js';
import { describeInBrowser, looking, openBrowser, openPage, picture, signInAs, tooWide, visit } from './browser.js';
import { dialogOf, send } from './dialogs.js';
import { Platform } from './platform.js';

const PATIENCE_MS = 60_000;
const PHONE = { width: 320, height: 740 };

describeInBrowser('what is changed of a sale and of a meter in the dashboard', () => {
  let platform: Platform;
  let browser: Browser;

  // Meters that nobody simulates confirm nothing: their sales can be taken back, and their keys are confirmed by people.
  beforeAll(async () => {
    platform = await Platform.start({ meters: 2, simulate: false });
    browser = await openBrowser();
    await platform.addUser('operator2', ['operator']);
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

  it('takes a sale back that its vendor asks to have taken back, once an operator approves', async () => {
    const { vendId } = await platform.sell(await platform.as('vendor'), { meterNumber: platform.meter(0).meterNumber, amount: '20.00' });
    const vendor = await pageOf('vendor', `/vends/${vendId}`);
    await vendor.getByRole('button', { name: 'Take this sale back' }).click();
    const dialog = vendor.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('The customer named the wrong meter');
    await expectNoBarrier(vendor);
    await dialog.getByRole('button', { name: 'Take this sale back' }).click();
    await vendor.getByText('has to approve it', { exact: false }).waitFor();

    const operator = await pageOf('operator2', `/vends/${vendId}`);
    await operator.getByRole('button', { name: 'Approve' }).click();
    await operator.getByText('taken back', { exact: true }).waitFor();
    await expectNoBarrier(operator);
    await picture(operator, 'vend-taken-back');
    const { vending } = await platform.as('operator');
    expect((await vending.readVend({ params: { vendId } })).body.state).toBe('reversed');
  });

  it('lets who asked for it withdraw, and the sale stands', async () => {
    const { vendId } = await platform.sell(await platform.as('vendor'), { meterNumber: platform.meter(0).meterNumber, amount: '25.00' });
    const { vending } = await platform.as('operator');
    await vending.reverseVend({ params: { vendId }, body: { reason: 'A mistake' } });
    const page = await pageOf('operator', `/vends/${vendId}`);
    await page.getByRole('button', { name: 'Withdraw' }).click();
    expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    await page.getByLabel('Reason').fill('It was the right meter');
    await page.getByRole('button', { name: 'Withdraw' }).click();
    await page.getByText('stays as it was', { exact: true }).waitFor();
    expect((await vending.readVend({ params: { vendId } })).body.state).toBe('completed');
  });

  it('takes a payment of debts back that its vendor asks to have taken back, once an operator approves', async () => {
    const accountNumber = 'ACC-00001';
    const [{ billing }, { vending }] = [await platform.as('clerk'), await platform.as('vendor')];
    const recovery = { share: '10' } as const;
    const debt = await billing.chargeDebt({ params: { accountNumber }, body: { code: 'fine', outstanding: '50.00', recovery } });
    const { currency } = debt.body;
    const paid = await vending.takeAccountPayment({
      headers: { 'idempotency-key': 'a fine that was paid' },
      body: { accountNumber, amount: '30.00', currency, paymentMethod: 'cash', code: 'fine' },
    });
    const { vendorId, receiptNumber } = paid.body;

    const vendor = await pageOf('vendor', `/vendors/${vendorId}`);
    const own = vendor.getByRole('table', { name: 'Debts paid at vendors' }).getByRole('row').filter({ hasText: receiptNumber });
    await own.getByText('Stands', { exact: true }).waitFor();
    const slip = await receiptOf(vendor, receiptNumber);
    expect(await slip.innerText()).toContain('fine');
    await expectPrintedAlone(vendor, slip);
    await own.getByRole('button', { name: 'Take this payment back' }).click();
    const dialog = vendor.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('It was another customer’s fine');
    await expectNoBarrier(vendor);
    await dialog.getByRole('button', { name: 'Take this payment back' }).click();
    await own.getByText('has to approve it', { exact: false }).waitFor();

    const operator = await pageOf('operator2', `/accounts/${accountNumber}`);
    const row = operator.getByRole('table', { name: 'Debts paid at vendors' }).getByRole('row').filter({ hasText: receiptNumber });
    await row.getByRole('button', { name: 'Refuse' }).click();
    await row.getByLabel('Reason').fill('It was the right customer');
    await row.getByRole('button', { name: 'Refuse' }).click();
    await row.getByText('stays as it was', { exact: true }).waitFor();
    for (const said of ['It was another customer’s fine', 'It was the right customer']) await row.getByText(said).waitFor();

    const staff = await platform.as('operator');
    await staff.vending.reverseAccountPayment({
      params: { paymentId: paid.body.paymentId },
      body: { reason: 'The customer has shown it' },
    });
    await visit(operator, `/accounts/${accountNumber}`);
    await row.getByText('awaits a second person').waitFor();
    await expectNoBarrier(operator);
    await row.getByRole('button', { name: 'Approve' }).click();
    await row.getByText('Taken back, receipt', { exact: false }).waitFor();
    await row.getByText('It was the right customer').waitFor();
    await picture(operator, 'payment-taken-back');
    const { items: payments } = (await vending.listAccountPayments({ query: { accountNumber } })).body;
    const { receiptNumber: ofReversal } = payments.find(({ paymentId }) => paymentId === paid.body.paymentId)!.reversal!;
    const said = await receiptOf(operator, ofReversal);
    expect(await said.innerText()).toContain(`TAKEN BACK by receipt ${ofReversal}`);
    await operator.keyboard.press('Escape');
    await operator.setViewportSize(PHONE);
    await operator.getByRole('button', { name: 'operator2', exact: true }).click();
    await operator.getByLabel('Language').selectOption('fr');
    const inFrench = operator
      .getByRole('table', { name: 'Dettes payées chez les vendeurs' })
      .getByRole('row')
      .filter({ hasText: receiptNumber });
    await inFrench.getByText('Repris, reçu', { exact: true }).waitFor();
    await looking(operator, 'dark');
    expect(await tooWide(operator)).toEqual([]);
    await picture(operator, 'payment-taken-back-phone-fr-dark');
    await inFrench.getByRole('button', { name: `Afficher le reçu ${receiptNumber}`, exact: true }).click();
    await operator
      .getByRole('dialog', { name: `Reçu ${receiptNumber}` })
      .getByRole('region', { name: 'Reçu' })
      .waitFor();
    await expectNoBarrier(operator, 'reçu');
    await picture(operator, 'payment-receipt-phone-fr', 'window');
    await eventually(async () => {
      const { items } = (await billing.listDebts({ params: { accountNumber }, query: {} })).body;
      expect(items.find(({ code }) => code === 'fine')).toMatchObject({ outstanding: '50.00' });
    });
  });

  it('gives a meter another key, whose tokens are shown in the order in which they are entered, until the meter has it', async () => {
    const { meterNumber } = platform.meter(1);
    const page = await pageOf('engineer', `/meters/${meterNumber}`);
    await page.getByRole('button', { name: 'Give another key' }).click();
    const dialog = page.getByRole('dialog', { name: 'Give another key' });
    await dialog.getByLabel('Tariff index').fill('08');
    await dialog.getByLabel('Reason').fill('The customer changes to another tariff');
    await expectNoBarrier(page);
    await dialog.getByRole('button', { name: 'Give another key' }).click();
    const row = page.getByRole('row').filter({ hasText: 'Tariff index: 07 → 08' });
    await row.getByTestId('key-change-token').first().waitFor({ timeout: PATIENCE_MS });
    const { vending } = await platform.as('engineer');
    const [change] = (await vending.listKeyChanges({ params: { meterNumber }, query: {} })).body.items;
    const shown = (await row.getByTestId('key-change-token').allInnerTexts()).map((token) => token.replaceAll(' ', ''));
    expect(shown).toEqual(change!.tokens!.map(({ token }) => token));
    await picture(page, 'meter-key-change');

    const order = await vending.orderToken({
      headers: { 'idempotency-key': 'the cover was open' },
      body: { meterNumber, kind: 'clear-tamper-condition', parameters: {}, reason: 'The cover was open' },
    });
    expect(order.status).toBe(201);
    const orders = await pageOf('engineer', `/tokens?meterNumber=${meterNumber}`);
    const ordered = orders.getByRole('row').filter({ hasText: 'The cover was open' });
    await ordered.getByText('Then this one').waitFor();
    const first = (await ordered.getByTestId('enter-first').allInnerTexts()).map((token) => token.replaceAll(' ', ''));
    expect(first).toEqual(shown);
    await expectNoBarrier(orders);
    await picture(orders, 'order-enter-first');

    await row.getByRole('button', { name: 'The meter has it' }).click();
    await row.getByLabel('Reason').fill('It shows index 08 at its keypad');
    await row.getByRole('button', { name: 'The meter has it' }).click();
    await row.getByText('the meter has it', { exact: true }).waitFor();
    expect((await vending.readMeter({ params: { meterNumber } })).body.tariffIndex).toBe('08');
  });

  it('cancels a key change that the vault does not answer, with a reason: the meter keeps its key', async () => {
    const { meterNumber } = platform.meter(0);
    const page = await pageOf('engineer', `/meters/${meterNumber}`);
    const vault = (await platform.processes()).find(({ name }) => name === 'key-management')!;
    process.kill(vault.pid, 'SIGSTOP');
    try {
      const dialog = await dialogOf(page, 'Give another key');
      await dialog.getByLabel('Tariff index').fill('05');
      await dialog.getByLabel('Reason').fill('Ordered for the wrong meter');
      await dialog.getByRole('button', { name: 'Give another key' }).click();
      await dialog.waitFor({ state: 'detached', timeout: PATIENCE_MS });
      const row = page.getByRole('row').filter({ hasText: 'Tariff index: 07 → 05' });
      await row.getByText('awaits its tokens').waitFor();
      await row.getByRole('button', { name: 'Not wanted any more' }).click();
      await row.getByLabel('Reason').fill('It was the neighbour’s');
      await expectNoBarrier(page);
      await row.getByRole('button', { name: 'Not wanted any more' }).click();
      await row.getByText('It was the neighbour’s').waitFor();
      await picture(page, 'meter-key-change-cancelled');
    } finally {
      process.kill(vault.pid, 'SIGCONT');
    }
    const { vending } = await platform.as('engineer');
    await eventually(
      async () => {
        const [change] = (await vending.listKeyChanges({ params: { meterNumber }, query: {} })).body.items;
        expect(change).toMatchObject({ cancellation: { reason: 'It was the neighbour’s' } });
        expect(['cancelled', 'failed']).toContain(change!.state);
      },
      { timeoutMs: PATIENCE_MS },
    );
    expect((await vending.readMeter({ params: { meterNumber } })).body.tariffIndex).toBe('07');
  });

  it('cancels an order of a token that the vault does not answer: who and why stays with it, whatever the vault then says', async () => {
    const { meterNumber } = platform.meter(0);
    const page = await pageOf('engineer', `/tokens?meterNumber=${meterNumber}`);
    const vault = (await platform.processes()).find(({ name }) => name === 'key-management')!;
    process.kill(vault.pid, 'SIGSTOP');
    try {
      const dialog = await dialogOf(page, 'Order a token');
      await dialog.getByLabel('Meter number').fill(meterNumber);
      await dialog.getByLabel('What it does').selectOption('Clear the tamper condition');
      await dialog.getByLabel('Reason').fill('The cover of the wrong house');
      await dialog.getByRole('button', { name: 'Order a token' }).click();
      await dialog.waitFor({ state: 'detached', timeout: PATIENCE_MS });
      const row = page.getByRole('row').filter({ hasText: 'The cover of the wrong house' });
      await row.getByRole('button', { name: 'Not wanted any more' }).click();
      await row.getByLabel('Reason').fill('It was next door');
      await expectNoBarrier(page);
      await row.getByRole('button', { name: 'Not wanted any more' }).click();
      await row.getByText('It was next door').waitFor();
      expect(await row.getByTestId('ordered-token').count()).toBe(0);
      await picture(page, 'order-cancelled');
    } finally {
      process.kill(vault.pid, 'SIGCONT');
    }
    const { vending } = await platform.as('engineer');
    await eventually(
      async () => {
        const orders = (await vending.listTokenOrders({ query: { meterNumber } })).body.items;
        const order = orders.find(({ reason }) => reason === 'The cover of the wrong house')!;
        // The vault reads the order before its cancellation: where it answers that first, the token stands.
        expect(['failed', 'completed']).toContain(order.state);
        expect(order).toMatchObject({ cancellation: { cancelledBy: { username: 'engineer' }, reason: 'It was next door' } });
        expect((order.tokens ?? []).length > 0).toBe(order.state === 'completed');
      },
      { timeoutMs: PATIENCE_MS },
    );
  });

  it('plans a campaign, starts it, leaves a meter out, and ends it with a reason', async () => {
    const numbers = [0, 1].map((nth) => platform.meter(nth).meterNumber);
    const { vending } = await platform.as('engineer');
    await vending.addNetworkNode({ body: { code: 'T-CAMPAIGN', kind: 'transformer' } });
    await vending.changeMeter({ params: { meterNumber: numbers[0]! }, body: { networkNode: 'T-CAMPAIGN' } });
    const page = await pageOf('engineer', '/campaigns');
    const plan = await dialogOf(page, 'Plan a campaign');
    await plan.getByLabel('Code', { exact: true }).fill('INDEX-09');
    await plan.getByLabel('Name').fill('Another tariff index');
    await plan.getByLabel('Meter numbers').fill(numbers.join('\n'));
    await plan.getByLabel('New tariff index').fill('09');
    await send(plan, 'Plan a campaign');
    await page.getByRole('heading', { level: 1, name: 'Campaign INDEX-09' }).waitFor();
    expect(await page.getByTestId('campaign-selected').innerText()).toBe('2');

    await send(await dialogOf(page, 'Start'), 'Start');
    await page.getByTestId('campaign-issued').getByText('2', { exact: true }).waitFor({ timeout: PATIENCE_MS });
    const row = page.getByRole('row').filter({ hasText: numbers[0]! });
    await row.getByRole('button', { name: 'Leave out' }).click();
    const leave = page.getByRole('dialog', { name: 'Leave out' });
    await leave.getByLabel('Reason').fill('Its house is being torn down');
    await send(leave, 'Leave out');
    await row.getByText('Its house is being torn down').waitFor();
    await row.getByRole('button', { name: 'Try again' }).click();
    await row.getByText('Not tried again: its set is there, or being made.').waitFor();
    await page.getByTestId('burn-down').waitFor();
    const parts = page.getByRole('table', { name: 'By part of the network' });
    await parts.getByRole('row', { name: 'T-CAMPAIGN 1 0 0 0 0 0 1' }).waitFor();
    await page.getByRole('definition').filter({ hasText: /^09$/ }).waitFor();
    const add = await dialogOf(page, 'Add meters');
    await add.getByLabel('Meter numbers').fill(`${numbers[1]}\n${platform.meter(2).meterNumber}`);
    await send(add, 'Add meters');
    const added = page.getByRole('dialog', { name: 'What became of them' });
    await added.getByText(`There are no such meters: ${platform.meter(2).meterNumber}`).waitFor();
    await expectNoBarrier(page);
    await picture(page, 'campaign-meters-added');
    await added.getByRole('button', { name: 'Close' }).click();
    const cancel = await dialogOf(page, 'Cancel the campaign');
    await cancel.getByLabel('Reason').fill('Planned by mistake');
    await send(cancel, 'Cancel the campaign');
    await page.getByRole('table', { name: 'What was done' }).getByText('Planned by mistake').waitFor();
    await expectNoBarrier(page);
    await picture(page, 'campaign-ended');
    const [campaign] = (await vending.listCampaigns({ query: {} })).body.items;
    expect(campaign).toMatchObject({ state: 'cancelled', counts: { selected: 2, exempt: 1 } });
  });

  it('sets a terminal up, tells its secret this once, opens a batch of its sales, and takes its sign-in away', async () => {
    const { vending } = await platform.as('operator');
    const { vendorId } = (await vending.listVendors({ query: {} })).body.items[0]!;
    const page = await pageOf('operator', `/vendors/${vendorId}`);
    await page.getByRole('button', { name: 'Set up a terminal' }).click();
    const dialog = page.getByRole('dialog', { name: 'Set up a terminal' });
    await dialog.getByLabel('Name of the outlet').fill('Market hall');
    await dialog.getByLabel('Name of the terminal').fill('Till 7');
    await expectNoBarrier(page);
    await dialog.getByRole('button', { name: 'Set up a terminal' }).click();
    const secret = await page.getByTestId('terminal-secret').innerText();
    expect(secret.length).toBeGreaterThan(0);
    await expectNoBarrier(page);
    await page.getByRole('dialog', { name: 'Secret' }).getByRole('button', { name: 'Close' }).last().click();
    await page.getByTestId('terminal-secret').waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain(secret);

    const row = page.getByRole('row').filter({ hasText: 'Till 7' });
    await row.getByRole('button', { name: 'Open a batch' }).click();
    await page.getByRole('dialog', { name: 'Open a batch' }).getByText('every sale of the terminal', { exact: false }).waitFor();
    await expectNoBarrier(page);
    await send(page.getByRole('dialog', { name: 'Open a batch' }), 'Open a batch');
    await page.getByRole('heading', { level: 1, name: 'Batch' }).waitFor();
    const [{ terminalId } = { terminalId: '' }] = (await vending.listTerminals({ params: { vendorId }, query: {} })).body.items;
    const batches = (await vending.listBatches({ query: { terminalId } })).body.items;
    expect(batches).toMatchObject([{ kind: 'shift', state: 'open', vendorId }]);
    await visit(page, `/vendors/${vendorId}`);
    await row.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('dialog', { name: 'Revoke' }).getByRole('button', { name: 'Revoke' }).click();
    await row.getByText('revoked').waitFor();
    const terminals = (await vending.listTerminals({ params: { vendorId }, query: {} })).body.items;
    expect(terminals).toMatchObject([{ name: 'Till 7', revokedBy: 'operator' }]);
  });
});

/** Opens the receipt of a payment by its number, and looks at it for what keeps people out. */
async function receiptOf(page: Page, receiptNumber: string): Promise<Locator> {
  await page.getByRole('button', { name: `Show receipt ${receiptNumber}`, exact: true }).click();
  const slip = page.getByRole('dialog', { name: `Receipt ${receiptNumber}` }).getByRole('region', { name: 'Receipt' });
  await slip.waitFor();
  await expectNoBarrier(page, 'receipt of a payment');
  return slip;
}

/** On paper there is the receipt, on 80 mm as it stands, and nothing of the page. */
async function expectPrintedAlone(page: Page, slip: Locator): Promise<void> {
  const text = await slip.innerText();
  await page.emulateMedia({ media: 'print' });
  expect((await page.locator('body').innerText()).trim()).toBe(text.trim());
  await picture(page, 'payment-receipt-printed');
  await page.emulateMedia({ media: 'screen' });
  await page.keyboard.press('Escape');
  await slip.waitFor({ state: 'detached' });
}
