import { TokenRequested } from '@openprepay/contracts/vending';
import { withTraceparent } from '@openprepay/messaging/trace';
import { newMeter } from '@openprepay/testing/meter';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { publishDefault, type SaleChanges, staff, startVending, type Vending } from '../../test/fixture.js';
import { hold, sessions } from '../../test/held.js';
import { eventually } from '@openprepay/testing/eventually';
import { SaleGroupRepository } from './sale-group.repository.js';

let vending: Vending;
beforeAll(async () => {
  vending = await startVending();
  await publishDefault(vending);
});
afterAll(() => vending.stop());
afterEach(() => void vi.restoreAllMocks());

const meterOf = async (): Promise<string> => (await vending.createMeter.execute(staff(), newMeter())).meterNumber;
const metersOf = (count: number): Promise<string[]> => Promise.all(Array.from({ length: count }, meterOf));
const vendorOf = async (name: string, amount = '100000'): Promise<string> => {
  const { vendorId } = await vending.createVendor.execute(staff(), { name });
  await vending.depositFloat.execute(staff(), { vendorId, amount, currency: 'KES', reference: name });
  return vendorId;
};
const keys = new Set<string>();
const newKey = (): string => `group-key-${keys.add(`${keys.size}`).size}`;
const sellAll = (meters: readonly string[], changes: SaleChanges = {}) =>
  Promise.all(meters.map((meter) => vending.sell(meter, newKey(), changes)));

describe('sales that come together', () => {
  it('share one transaction, whoever sells', async () => {
    const [meters, vendorIds] = [await metersOf(20), [undefined, await vendorOf('shares-a'), await vendorOf('shares-b')]];
    const transactions = vi.spyOn(vending.unitOfWork, 'run');

    const sold = await Promise.all(meters.map((meter, nth) => vending.sell(meter, newKey(), seller(vendorIds[nth % 3]))));

    expect(transactions).toHaveBeenCalledTimes(1);
    expect(new Set(sold.map(({ vend }) => vend.meter.meterNumber))).toEqual(new Set(meters));
    const paid = await Promise.all(vendorIds.slice(1).map((vendorId) => vending.findVendor.execute(staff(), { vendorId: vendorId! })));
    expect(paid.map(({ floatMinor }) => floatMinor)).toEqual([10_000_000n - 70_000n, 10_000_000n - 60_000n]);
  });

  it('are each refused for themselves, and the others sold all the same', async () => {
    const [good, other, dollars, broke] = await metersOf(4);
    const poor = await vendorOf('poor-one', '99.99');
    const unknown = newMeter().meterNumber;
    const used = newKey();
    await vending.sell(other!, used);

    const outcomes = await Promise.allSettled([
      vending.sell(good!, newKey()),
      vending.sell(unknown, newKey()),
      vending.sell(dollars!, newKey(), { currency: 'USD' }),
      vending.sell(broke!, newKey(), { vendorId: poor }),
      vending.sell(other!, used, { amount: '1.00' }),
    ]);

    expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? 'sold' : (outcome.reason as { code: string }).code))).toEqual([
      'sold',
      'vending.meter_unknown',
      'vending.currency_mismatch',
      'vending.vendor_float_insufficient',
      'vending.idempotency_key_reused',
    ]);
  });

  it('ask the vault each in the trace of its own request, or in none', async () => {
    const meters = await metersOf(3);
    const traces = [
      '00-11111111111111111111111111111111-1111111111111111-01',
      undefined,
      '00-22222222222222222222222222222222-2222222222222222-01',
    ];

    await Promise.all(meters.map((meter, nth) => withTraceparent(traces[nth], () => vending.sell(meter, newKey()))));

    const { rows } = await vending.owner.query<{ readonly traceparent: string | null; readonly key: string }>(
      `select traceparent from outbox where type = $1 and value::jsonb ->> 'meterNumber' = any($2) order by array_position($2, value::jsonb ->> 'meterNumber')`,
      [TokenRequested.type, meters],
    );
    expect(rows.map(({ traceparent }) => traceparent)).toEqual(traces.map((trace) => trace ?? null));
  });

  it('are sold one by one where the database refuses them together', async () => {
    const meters = await metersOf(5);
    const together = vi.spyOn(vending.get(SaleGroupRepository), 'record').mockRejectedValue(new Error('poison'));

    const sold = await sellAll(meters);

    expect(together).toHaveBeenCalledTimes(1);
    expect(sold.map(({ replayed }) => replayed)).toEqual(Array(5).fill(false));
    expect((await vending.events(TokenRequested)).filter(({ data }) => meters.includes(data.meterNumber))).toHaveLength(5);
  });

  it('are told that the database is away, and are not tried one by one', async () => {
    const meters = await metersOf(3);
    const away = Object.assign(new Error('terminating connection'), { code: '57P01' });
    vi.spyOn(vending.get(SaleGroupRepository), 'contexts').mockRejectedValue(away);
    const transactions = vi.spyOn(vending.unitOfWork, 'run');

    const outcomes = await Promise.allSettled(meters.map((meter) => vending.sell(meter, newKey())));

    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason)).toEqual(Array(3).fill(away));
    expect(transactions).toHaveBeenCalledTimes(1);
  });
});

describe('a sale in a group', () => {
  it('keeps nobody waiting whose key another process is selling under at this moment', async () => {
    const meters = await metersOf(3);
    const first = await vending.sell(meters[0]!, newKey());
    const raced = newKey();
    const elsewhere = new pg.Client({ connectionString: vending.database.ownerUrl });
    await elsewhere.connect();
    try {
      await elsewhere.query('begin');
      await elsewhere.query(
        `insert into vend select (jsonb_populate_record(v, jsonb_build_object('vend_id', gen_random_uuid(), 'idempotency_key', $2::text))).*
         from vend v where vend_id = $1`,
        [first.vend.vendId, raced],
      );

      const racing = vending.sell(meters[1]!, raced);
      await eventually(async () => expect(await sessions(vending, `wait_event_type = 'Lock'`)).toBe(1));
      const sold = await vending.sell(meters[2]!, newKey());
      await elsewhere.query('commit');

      expect(sold.replayed).toBe(false);
      await expect(racing).rejects.toMatchObject({ code: 'vending.idempotency_key_reused' });
    } finally {
      await elsewhere.end();
    }
  });

  it('keeps nobody waiting whose supply or whose vendor somebody else has', async () => {
    const [held, ofVendor, free] = await metersOf(3);
    const vendorId = await vendorOf('held-vendor');
    const supply = await hold(vending, 'select 1 from supply where meter_number = $1 for update', [held]);
    const vendor = await hold(vending, 'select 1 from vendor where vendor_id = $1 for update', [vendorId]);

    const waiting = [vending.sell(held!, newKey()), vending.sell(ofVendor!, newKey(), { vendorId })];
    await supply.waiting(2);
    expect((await vending.sell(free!, newKey())).replayed).toBe(false);

    await supply.release();
    await vendor.release();
    expect((await Promise.all(waiting)).map(({ replayed }) => replayed)).toEqual([false, false]);
  });

  it('waits for the next group where another one has the debts of its account', async () => {
    const pricing = { accountNumber: 'SHARED', revision: 1, currency: 'KES', tariffCode: undefined };
    const debt = {
      debtId: '019ab000-0000-7000-8000-0000000000aa',
      code: 'loan',
      chargedMinor: 15_000n,
      settledElsewhereMinor: 0n,
      recovery: { share: '100' },
    };
    await vending.run((tx) => vending.storeAccountPricing.execute(tx, [{ ...pricing, debts: [debt] }] as never));
    const meters = await Promise.all(
      [1, 2, 3].map(async () => (await vending.createMeter.execute(staff(), newMeter({ accountNumber: 'SHARED' }))).meterNumber),
    );
    const transactions = vi.spyOn(vending.unitOfWork, 'run');

    const outcomes = await Promise.allSettled(meters.map((meter) => vending.sell(meter, newKey())));

    // the first 100.00 is all the debt's, and so nothing is sold for it; nothing has changed for the others
    expect(outcomes.map((outcome) => (outcome.status === 'rejected' ? (outcome.reason as { code: string }).code : 'sold'))).toEqual(
      Array(3).fill('vending.tender_buys_no_units'),
    );
    expect(transactions).toHaveBeenCalledTimes(3);
    await vending.run((tx) =>
      vending.storeAccountPricing.execute(tx, [{ ...pricing, revision: 2, debts: [{ ...debt, recovery: { share: '50' } }] }] as never),
    );
    const sold = await sellAll(meters);
    expect(sold.map(({ vend }) => vend.effect.unitsTenths).toSorted()).toEqual([500n, 500n, 500n]);
  });
});

const seller = (vendorId: string | undefined): SaleChanges => (vendorId === undefined ? {} : { vendorId });
