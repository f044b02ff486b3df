import { eventually } from '@openprepay/testing/eventually';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoKeyData } from '@openprepay/standalone/demo-fleet';
import { makeMeterNumber } from '@openprepay/sts';
import { expectNoBarrier } from './barriers.js';
import { describeInBrowser, openBrowser, openPage, picture, signInAs, tooWide, visit } from './browser.js';
import { DatabaseCopies } from './database-copies.js';
import { dialogOf, send } from './dialogs.js';
import { meterSays } from './meter-says.js';
import { Platform } from './platform.js';
import { ReportingMeter } from './reporting-meter.js';
import { demoUtility, type KnownMeter } from './working-utility.js';

const PATIENCE = { timeoutMs: 60_000 };
const HOUR_MS = 3_600_000;
const PHONE = { width: 360, height: 740 };

describeInBrowser('what is kept of meters and of the work around them in the dashboard', () => {
  let platform: Platform;
  let browser: Browser;
  let meters: readonly KnownMeter[];

  // Nobody simulates the meters: the test itself says what they say.
  beforeAll(async () => {
    platform = await Platform.start({ meters: 2, simulate: false });
    browser = await openBrowser();
    ({ meters } = await demoUtility(platform));
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

  it('opens a batch, closes it with what was counted, and says how much is missing', async () => {
    const page = await pageOf('vendor', '/batches');
    const opened = await dialogOf(page, 'Open a batch');
    await opened.getByLabel('Kind').selectOption('Shift');
    await send(opened, 'Open a batch');
    await page.getByRole('heading', { level: 1, name: 'Batch' }).waitFor();
    const sale = { meterNumber: platform.meter(0).meterNumber, amount: '25.00' };
    await platform.sell(await platform.as('vendor'), sale);
    await page.reload();
    await page.getByTestId('batch-amount').getByText('25.00').waitFor();
    const closed = await dialogOf(page, 'Close the batch');
    await closed.getByLabel('Cash counted').fill('20');
    await send(closed, 'Close the batch');
    expect(await page.getByTestId('batch-difference').innerText()).toBe('-KES\u00a05.00');
    await page.getByText('money is missing').waitFor();
    await picture(page, 'batch-closed');
    await visit(page, '/batches?state=closed');
    await page.getByRole('table', { name: 'Batches' }).getByRole('link', { name: 'Shift 1' }).waitFor();
  });

  it('sends a file of meters, follows it to its end, and names the rows that were refused', async () => {
    const columns = ['supplyGroupCode', 'keyRevision', 'tariffIndex', 'encryptionAlgorithm', 'decoderKeyAlgorithm', 'baseDate'] as const;
    const rowOf = (meterNumber: string): string => [meterNumber, ...columns.map((name) => demoKeyData[name]), 'electricity'].join(',');
    const added = makeMeterNumber('00', '77000001');
    const csv = [
      `meterNumber,${columns.join(',')},commodity`,
      rowOf(added),
      rowOf(added.replace(/.$/, (digit) => String((Number(digit) + 1) % 10))),
    ];
    const page = await pageOf('operator', '/imports');
    await page.getByLabel('File (CSV)').setInputFiles({ name: 'meters.csv', mimeType: 'text/csv', buffer: Buffer.from(csv.join('\n')) });
    await page.getByRole('button', { name: 'Send a file' }).click();
    await page.getByText('read to its end').waitFor({ timeout: PATIENCE.timeoutMs });
    expect(await page.getByTestId('import-accepted').innerText()).toBe('1');
    expect(await page.getByTestId('import-refused').innerText()).toBe('1');
    await page.getByRole('table', { name: 'Refused' }).getByRole('row').filter({ hasText: 'meterNumber' }).waitFor();
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Keep the report' }).click()]);
    expect(file.suggestedFilename()).toMatch(/^meters-.*-report\.csv$/);
    await picture(page, 'import-done');
    await page.reload();
    await page.getByText('read to its end').waitFor();
    const { vending } = await platform.as('operator');
    expect((await vending.readMeter({ params: { meterNumber: added } })).body.meterNumber).toBe(added);
  });

  it('adds parts of the network, and shows what feeds what', async () => {
    const page = await pageOf('operator', '/network');
    const name = 'Add a part of the network';
    for (const [code, kind, parent] of [
      ['ZONE-1', 'zone', ''],
      ['FEEDER-1', 'feeder', 'ZONE-1'],
    ] as const) {
      const dialog = await dialogOf(page, name);
      await dialog.getByLabel('Code').fill(code);
      await dialog.getByLabel('Kind').selectOption(kind);
      await dialog.getByLabel('Fed by').fill(parent);
      await send(dialog, name);
    }
    await page.getByRole('button', { name: 'What ZONE-1 feeds' }).click();
    const below = page.getByRole('list', { name: 'What ZONE-1 feeds' });
    await below.getByText('FEEDER-1', { exact: true }).waitFor();
    const moved = await dialogOf(page, 'Change FEEDER-1');
    await moved.getByLabel('Latitude').fill('-1,2921');
    await moved.getByLabel('Longitude').fill('36,8219');
    await send(moved, 'Change FEEDER-1');
    await below.getByText('-1.2921, 36.8219').waitFor();
    await picture(page, 'network-open');
    await below.getByRole('link', { name: 'Meters on it' }).click();
    await page.getByText('No meter hangs on FEEDER-1.').waitFor();
  });

  it('adds a manufacturer, a list of them and a model with its certificate', async () => {
    const page = await pageOf('engineer', '/models?tab=manufacturers');
    const maker = await dialogOf(page, 'Add a manufacturer');
    await maker.getByLabel('Manufacturer code').fill('0731');
    await maker.getByLabel('Name').fill('Lumo Meters');
    await send(maker, 'Add a manufacturer');
    await page.getByRole('row').filter({ hasText: 'Lumo Meters' }).waitFor();
    const list = await dialogOf(page, 'Import a list');
    await list.getByLabel('File').setInputFiles({
      name: 'makers.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('code,name\n0731,Lumo\n0732,Aqua\nx,Nobody\n'),
    });
    await send(list, 'Import a list');
    await page.getByText('1 added, 1 changed, 0 as before, 1 refused').waitFor();

    await page.getByRole('tab', { name: 'Models' }).click();
    const model = await dialogOf(page, 'Add a model');
    await model.getByLabel('Model code').fill('LX-100');
    await model.getByLabel('Name', { exact: true }).fill('Lumo 100');
    await model.getByLabel('Manufacturer code').fill('0731');
    await model.getByLabel('Certificate number').fill('C-77');
    await model.getByLabel('Valid until').fill('2020-01-31');
    await send(model, 'Add a model');
    await page.getByRole('row').filter({ hasText: 'LX-100' }).getByText('has run out').waitFor();
    await picture(page, 'models-added');
  });

  it('resolves a reading that cannot be believed, with a reason', async () => {
    const meter = new ReportingMeter(platform.mqttUrl, meters[0]!);
    const from = Math.floor(Date.now() / HOUR_MS - 3) * HOUR_MS;
    for (const [seq, value] of ['100', '101', '40'].entries())
      await meter.report({ seq: seq + 1, ts: new Date(from + (seq + 1) * 600_000).toISOString(), value });
    await meter.close();
    const { telemetry } = await platform.as('operator');
    await eventually(
      async () => expect((await telemetry.listExceptions({ query: { state: 'open' } })).body.items).not.toEqual([]),
      PATIENCE,
    );
    const page = await pageOf('operator', '/exceptions');
    const dialog = await dialogOf(page, 'Resolve');
    await dialog.getByLabel('Decision').selectOption('Leave it out');
    await dialog.getByLabel('Reason').fill('The register was read by hand');
    await send(dialog, 'Resolve');
    await eventually(async () => {
      const { items } = (await telemetry.listExceptions({ query: { state: 'resolved' } })).body;
      expect(items).toMatchObject([{ decision: 'discard', reason: 'The register was read by hand', resolvedBy: 'operator' }]);
    });
    await visit(page, '/exceptions?state=resolved');
    await page.getByText('The register was read by hand').waitFor();
    await picture(page, 'exceptions-resolved');
  });

  it('replays and discards what was set aside, one and all of a code', async () => {
    for (const payload of ['no json', 'no json either', 'and no json at last'])
      await meterSays(platform.mqttUrl, meters[1]!, { topic: 'readings', payload });
    const { telemetry } = await platform.as('operator');
    const code = 'telemetry.payload_not_json';
    const open = async (): Promise<number> => (await telemetry.listQuarantine({ query: { code } })).body.items.length;
    await eventually(async () => expect(await open()).toBe(3), PATIENCE);
    const page = await pageOf('operator', '/operations?tab=quarantine');
    const counts = page.getByRole('table', { name: 'What waits, by code' });
    await counts.getByRole('row').filter({ hasText: code }).getByText('3', { exact: true }).waitFor();
    await expectNoBarrier(page);
    await picture(page, 'quarantine-by-code');
    await counts.getByRole('button', { name: code }).click();
    await counts.waitFor({ state: 'detached' });
    const row = page.getByRole('row').filter({ hasText: 'no json' }).first();
    await row.getByRole('button', { name: 'Replay' }).click();
    await page.getByText('It is still wrong', { exact: false }).first().waitFor();
    await row.getByRole('button', { name: 'Discard' }).click();
    await row.getByLabel('Reason').fill('A test of the line');
    await row.getByRole('button', { name: 'Discard' }).click();
    await eventually(async () => expect(await open()).toBe(2));

    const replay = await dialogOf(page, 'Replay all of this code');
    await send(replay, 'Replay all of this code');
    await page.getByText('0 settled, 2 still set aside.').waitFor();
    await goingOnIsRefused(page);
    const discard = await dialogOf(page, 'Discard all of this code');
    await discard.getByLabel('Reason').fill('The line is quiet');
    await send(discard, 'Discard all of this code');
    await eventually(async () => expect(await open()).toBe(0));
    await page.getByText('No message of a meter is set aside with this filter.').waitFor();
  });

  /** As if more were left than one call replays: the server knows no such place to go on from. */
  const goingOnIsRefused = async (page: Page): Promise<void> => {
    const calls = '**/v1/quarantine/replay*';
    await page.route(calls, (route) => route.fulfill({ json: { settled: 0, refused: 2, left: true, nextCursor: 'nowhere' } }), {
      times: 1,
    });
    await send(await dialogOf(page, 'Replay all of this code'), 'Replay all of this code');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('alert').getByText('request.cursor_invalid').waitFor();
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('alert').getByText('request.cursor_invalid').waitFor();
  };

  it('describes a kind of device, and mends what it says of registers', async () => {
    const page = await pageOf('engineer', '/head-end?tab=profiles');
    const dialog = await dialogOf(page, 'Create a profile');
    await dialog.getByLabel('Code').fill('plugs');
    await dialog.getByLabel('Dialect').selectOption('tasmota');
    await dialog.getByLabel('Topic pattern').fill('plugs/{meterNumber}');
    await dialog.getByLabel('Registers').fill('1-0:16.7.0 = ENERGY.Power * 0.001');
    await send(dialog, 'Create a profile');
    await page.getByRole('row').filter({ hasText: 'plugs' }).getByText('1-0:16.7.0 = ENERGY.Power * 0.001').waitFor();
    const mended = await dialogOf(page, 'Mend plugs');
    await mended.getByLabel('Time zone').fill('Africa/Nairobi');
    await send(mended, 'Mend plugs');
    await page.getByRole('row').filter({ hasText: 'plugs' }).getByText('Africa/Nairobi').waitFor();
    await picture(page, 'device-profiles');
  });

  it('says from where on, after how long and how urgently a voltage is an alarm, and others see it', async () => {
    const others = await pageOf('engineer', '/alarms?tab=rules');
    await others.locator('[data-testid=live-state][data-state=live]').waitFor();
    const page = await pageOf('operator', '/alarms?tab=rules');
    const name = 'Set: Voltage too high';
    const dialog = await dialogOf(page, name);
    await dialog.getByLabel('Severity').selectOption('2');
    await dialog.getByLabel('From (V)').fill('251,5');
    await dialog.getByLabel('Lasting (s)').fill('120');
    await send(dialog, name);
    for (const shown of [page, others]) await shown.getByRole('row').filter({ hasText: 'Voltage too high' }).getByText('251.5').waitFor();
    const { telemetry } = await platform.as('operator');
    const { items } = (await telemetry.listAlarmRules()).body;
    const rule = { threshold: '251.5', forSeconds: 120, severity: 2, changedBy: 'operator' };
    expect(items.find(({ kind }) => kind === 'over-voltage')).toMatchObject(rule);
  });

  it('says with the alarms that tokens have no sale behind them, and leads to how many', async () => {
    const page = await pageOf('operator', '/alarms');
    await page.getByRole('heading', { level: 1, name: 'Alarms' }).waitFor();
    expect(await page.getByText('Not every token is explained').count()).toBe(0);
    await new DatabaseCopies(platform).change('vending', [
      `insert into vault_issue_statement (utility, statement_id, digest, hour, revision, parts, said, received_at, verdict, compared_at,
         issued, for_vends, for_orders, unexplained)
       select utility, gen_random_uuid(), 'd', date_trunc('hour', now(), 'UTC') - interval '2 hours', 1, 0, '{}', now(), 'genuine', now(),
         5, 3, 0, 2 from (select distinct utility from meter) utility`,
    ]);

    await page.reload();
    await page.getByRole('status').filter({ hasText: 'Not every token is explained' }).getByRole('link').click();

    await page.getByRole('heading', { level: 1, name: 'Provenance' }).waitFor();
    await eventually(async () => expect(await page.getByTestId('provenance-unexplainedCount').innerText()).toBe('2'));
    expect(new URL(page.url()).searchParams.get('range')).toBe('week');
    await picture(page, 'provenance-unexplained');
  });

  it('changes which sales may be taken back, and what a sale does about a key that is due', async () => {
    const operator = await pageOf('operator', '/tokens?tab=policy');
    const reversals = await dialogOf(operator, 'Change which are');
    await reversals.getByLabel('Which').selectOption('those whose token was made within minutes');
    await reversals.getByLabel('Minutes').fill('30');
    await send(reversals, 'Change which are');
    const { vending } = await platform.as('operator');
    await eventually(async () => expect((await vending.readReversalPolicy()).body).toMatchObject({ mode: 'within-minutes', minutes: 30 }));
    const admin = await pageOf('admin', '/tokens?tab=policy');
    const keys = await dialogOf(admin, 'Change what a sale does');
    await keys.getByLabel('A sale to a meter').selectOption('is refused until it has the new key');
    await send(keys, 'Change what a sale does');
    await eventually(async () => expect((await vending.readKeyChangePolicy()).body).toEqual({ mode: 'refuse-when-due' }));
  });

  it('speaks French on every one of these screens, and fits a phone', async () => {
    const page = await pageOf('operator', '/batches', PHONE);
    await page.getByRole('button', { name: 'operator', exact: true }).click();
    await page.getByLabel('Language').selectOption('fr');
    await page.getByRole('heading', { level: 1, name: 'Lots', exact: true }).waitFor();
    for (const [at, heading] of [
      ['/batches', 'Lots'],
      ['/deliveries', 'Envois'],
      ['/exceptions', 'Anomalies'],
      ['/models', 'Modèles'],
      ['/network', 'Réseau'],
      ['/imports', 'Imports'],
      ['/campaigns', 'Campagnes'],
      ['/head-end', 'Tête de réseau'],
    ] as const) {
      await visit(page, at);
      await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor();
      await eventually(async () => expect(await tooWide(page), at).toEqual([]));
      await picture(page, `${heading.toLowerCase().replaceAll(' ', '-')}-phone-fr`);
    }
    await page.getByRole('button', { name: 'operator', exact: true }).click();
    await page.getByLabel('Langue').selectOption('en');
    await page.getByRole('heading', { level: 1, name: 'Head-end', exact: true }).waitFor();
  });
});
