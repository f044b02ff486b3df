import { sql } from '@openprepay/persistence/sql';
import { moneyMinor } from '@openprepay/quantities';
import pg from 'pg';
import { newMeter } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command, issuedFor, publishDefault, startVending, type Vending } from '../test/fixture.js';

const TABLES = [
  'meter',
  'supply',
  'vendor',
  'vendor_deposit',
  'tariff_version',
  'default_tariff',
  'account_pricing',
  'debt',
  'vend',
  'receipt_counter',
];

describe('two utilities', () => {
  let vending: Vending;
  const meter = newMeter({ accountNumber: 'A-1' });

  beforeAll(async () => {
    vending = await startVending();
    for (const utility of ['north', 'south']) await fill(vending, utility, meter);
  });
  afterAll(() => vending.stop());

  it('may both have the same meter, account, tariff code and idempotency key', async () => {
    const [north, south] = await Promise.all(['north', 'south'].map((utility) => vending.findVends.byKey(utility, undefined, 'same-key')));

    expect(north?.vendId).not.toBe(south?.vendId);
    expect(north?.meter.meterNumber).toBe(south?.meter.meterNumber);
    expect([north, south].map((vend) => vend?.outcome)).toMatchObject([{ receiptNumber: '0000000001' }, { receiptNumber: '0000000001' }]);
  });

  it('never see a row of each other, even by statements without a filter', async () => {
    for (const table of TABLES) {
      for (const utility of ['north', 'south']) {
        const seen = await vending.run((tx) => sql<{ utility: string }>(tx, `SELECT DISTINCT utility FROM ${table}`), utility);
        expect([table, seen]).toEqual([table, [{ utility }]]);
      }
    }
  });

  it('never change or add a row of each other, even by statements without a filter', async () => {
    for (const table of TABLES) {
      const touched = await vending.run(
        (tx) => sql(tx, `UPDATE ${table} SET utility = utility WHERE utility = 'south' RETURNING 1`),
        'north',
      );
      expect([table, touched]).toEqual([table, []]);
      await expect(vending.run((tx) => sql(tx, `UPDATE ${table} SET utility = 'south' WHERE utility = 'north'`), 'north')).rejects.toThrow(
        'row-level security',
      );
    }
  });

  it('find nothing of each other through the use cases', async () => {
    const southern = await vending.findVends.byKey('south', undefined, 'same-key');
    const [vendor] = (await vending.findVendors.list('south', { limit: 10, scope: undefined })).items;

    await expect(vending.findVends.one('north', southern.vendId, undefined)).rejects.toMatchObject({ code: 'vending.vend_not_found' });
    await expect(vending.findVendors.one('north', vendor!.vendorId)).rejects.toMatchObject({ code: 'vending.vendor_unknown' });
    await expect(
      vending.acceptVend.execute(command(meter.meterNumber, 'steal', { utility: 'north', vendorId: vendor!.vendorId })),
    ).rejects.toMatchObject({ code: 'vending.vendor_unknown' });
    await expect(
      vending.depositFloat.execute('north', { vendorId: vendor!.vendorId, amount: '1', currency: 'KES', reference: 'x' }),
    ).rejects.toMatchObject({ code: 'vending.vendor_unknown' });
    await expect(vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(southern)]), 'north')).rejects.toMatchObject({
      code: 'vending.vend_not_found',
    });
  });

  it('a connection that names no utility sees nothing at all', async () => {
    const client = new pg.Client({ connectionString: vending.database.url });
    await client.connect();
    try {
      for (const table of TABLES) expect((await client.query(`SELECT 1 FROM ${table}`)).rows).toEqual([]);
    } finally {
      await client.end();
    }
  });
});

async function fill(vending: Vending, utility: string, meter: ReturnType<typeof newMeter>): Promise<void> {
  await publishDefault(vending, undefined, utility);
  await vending.run(
    (tx) =>
      vending.applyPricing.accounts(tx, [
        {
          accountNumber: 'A-1',
          revision: 1,
          currency: 'KES',
          tariffCode: undefined,
          debts: [
            {
              debtId: '019ab000-0000-7000-8000-000000000001',
              code: 'loan',
              chargedMinor: moneyMinor(1n),
              settledElsewhereMinor: moneyMinor(0n),
              recovery: { share: '1' },
            },
          ],
        },
      ]),
    utility,
  );
  await vending.createMeter.execute(utility, meter);
  const { vendorId } = await vending.createVendor.execute(utility, { name: utility, currency: 'KES', floatLimit: undefined });
  await vending.depositFloat.execute(utility, { vendorId, amount: '100', currency: 'KES', reference: 'same-reference' });
  const { vend } = await vending.acceptVend.execute(command(meter.meterNumber, 'same-key', { utility }));
  await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(vend)]), utility);
}
