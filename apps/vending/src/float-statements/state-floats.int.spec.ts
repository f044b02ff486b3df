import { ReceiptsStated, VendorFloatStated } from '@openprepay/contracts/vending';
import { whileTaking } from '@openprepay/testing/broken-table';
import { newMeter } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issuedFor, publishDefault, refusedFor, staff, startVending, type Vending } from '../../test/fixture.js';
import { WithdrawFloat } from '../floats/withdraw-float.js';
import { StateFloats } from './state-floats.js';
import { StateReceipts } from './state-receipts.js';

describe('what the books are told to compare themselves with', () => {
  let vending: Vending;
  let vendorId: string;
  let meterNumber: string;
  beforeAll(async () => {
    vending = await startVending();
    await publishDefault(vending);
    ({ vendorId } = await vending.createVendor.execute(staff(), { name: 'Shop' }));
    ({ meterNumber } = await vending.createMeter.execute(staff(), newMeter()));
  });
  afterAll(() => vending.stop());

  const deposit = (amount: string, reference: string) =>
    vending.depositFloat.execute(staff(), { vendorId, amount, currency: 'KES', reference });
  const sell = async (key: string, amount: string) => (await vending.sell(meterNumber, key, { vendorId, amount })).vend;
  const floats = async () => (await vending.events(VendorFloatStated)).map(({ data }) => data);
  const pass = (minutes: number): void => vending.clock.advance(minutes * 60_000);

  it('is each vendor’s float with what waits for a token put back and fresh deposits and withdrawals left out, once a day', async () => {
    await deposit('1000.00', 'bank-1');
    const [sold, refused] = [await sell('statement-1', '100.00'), await sell('statement-2', '50.00')];
    await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(sold)]));
    await vending.run((tx) => vending.failVends.execute(tx, [refusedFor(refused)]));
    pass(11);
    await deposit('70.00', 'bank-2');
    const back = { vendorId, amount: '20.00', currency: 'KES', idempotencyKey: 'statement-back' };
    await vending.get(WithdrawFloat).execute(staff(), back);
    await sell('statement-3', '30.00');

    const stated = [await vending.get(StateFloats).execute(), await vending.get(StateFloats).execute()];

    const now = vending.clock.now();
    expect(stated).toEqual([1, 0]);
    expect(await floats()).toEqual([
      {
        vendorId,
        currency: 'KES',
        floatMinor: 90_000n,
        receiptsThrough: 1,
        depositsBefore: new Date(now.getTime() - 600_000),
        statedAt: now,
      },
    ]);
    pass(24 * 60);
    await Promise.all([vending.get(StateFloats).execute(), vending.get(StateFloats).execute()]);
    expect((await floats()).map(({ floatMinor }) => floatMinor)).toEqual([90_000n, 95_000n]);
  });

  it('is told of each utility by itself, whatever keeps another’s from being told', async () => {
    for (const utility of ['aaa', 'whole']) await vending.createVendor.execute(staff(utility), { name: 'Shop' });
    const toldOf = async () =>
      (await vending.events(VendorFloatStated)).map(({ utility }) => utility).filter((utility) => utility !== 'acme');

    await whileTaking(vending.owner, { table: 'outbox', only: `utility <> 'aaa'` }, () => vending.get(StateFloats).execute());
    expect(await toldOf()).toEqual(['whole']);

    expect(await vending.get(StateFloats).execute()).toBe(1);
    expect(await toldOf()).toEqual(['whole', 'aaa']);
  });

  it('is how many receipts there are, every quarter of an hour', async () => {
    const stated = async () => (await vending.events(ReceiptsStated)).map(({ data }) => data.receiptsThrough);

    expect(await vending.get(StateReceipts).execute()).toBe(1);
    expect(await vending.get(StateReceipts).execute()).toBe(0);
    pass(15);
    const vend = await sell('statement-4', '100.00');
    await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(vend)]));
    expect(await vending.get(StateReceipts).execute()).toBe(1);

    expect(await stated()).toEqual([1, 2]);
  });
});
