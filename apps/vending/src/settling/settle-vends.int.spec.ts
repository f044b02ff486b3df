import { sql } from '@openprepay/persistence/sql';
import { creditTenths, moneyMinor } from '@openprepay/quantities';
import { VendCompleted, VendFailed } from '@openprepay/contracts/vending';
import { newMeter } from '@openprepay/testing/meter';
import { flatTariff } from '@openprepay/testing/tariff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { staff, issuedFor, publishDefault, refusedFor, startVending, type SaleChanges, type Vending } from '../../test/fixture.js';
import type { Vend } from '../vend/vend.js';

const ACCOUNT = 'ACC-1';
const DEBT_ID = '019ab000-0000-7000-8000-00000000000d';

describe("the vault's answer", () => {
  let vending: Vending;

  beforeAll(async () => {
    vending = await startVending();
    await publishDefault(vending, flatTariff({ fixedCharges: [{ code: 'standing', amount: '30.00', per: 'month' }] }));
    await vending.run((tx) =>
      vending.storeAccountPricing.execute(tx, [
        {
          accountNumber: ACCOUNT,
          revision: 1,
          currency: 'KES',
          tariffCode: undefined,
          debts: [
            {
              debtId: DEBT_ID,
              code: 'loan',
              chargedMinor: moneyMinor(100_000n),
              settledElsewhereMinor: moneyMinor(0n),
              recovery: { share: '20' },
            },
          ],
        },
      ]),
    );
  });
  afterAll(() => vending.stop());

  const sell = async (key: string, changes: SaleChanges = {}): Promise<Vend> => {
    const { meterNumber } = await vending.createMeter.execute(staff(), newMeter({ accountNumber: ACCOUNT }));
    return (await vending.sell(meterNumber, key, changes)).vend;
  };
  const stored = (vend: Vend): Promise<Vend> => vending.findVend.execute(staff(), { vendId: vend.vendId });
  const eventsOf = async <Ended extends typeof VendCompleted | typeof VendFailed>(event: Ended, vend: Vend) =>
    (await vending.events(event)).filter(({ data }) => (data as { readonly vendId: string }).vendId === vend.vendId);

  it('completes vends once, however often it comes, with receipt numbers without a gap', async () => {
    const vends = [await sell('c1'), await sell('c2'), await sell('c3')];
    const [first, second, third] = vends.map(issuedFor);

    await vending.run((tx) => vending.completeVends.execute(tx, [first!, first!, second!]));
    await vending.run((tx) => vending.completeVends.execute(tx, [first!]));
    await vending.run((tx) => vending.completeVends.execute(tx, [third!]));

    const completed = await Promise.all(vends.map(stored));
    expect(completed.map(({ outcome }) => outcome)).toMatchObject([
      { state: 'completed', receiptNumber: '0000000001', tokens: first!.tokens },
      { state: 'completed', receiptNumber: '0000000002', tokens: second!.tokens },
      { state: 'completed', receiptNumber: '0000000003', tokens: third!.tokens },
    ]);
    const [event, ...more] = await eventsOf(VendCompleted, vends[0]!);
    expect(more).toEqual([]);
    expect(event?.data).toMatchObject({ receiptNumber: '0000000001', accountNumber: ACCOUNT, tenderMinor: 10_000n });
    const lines = event?.data.lines ?? [];
    expect(lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(10_000n);
    expect(lines.find(({ debtId }) => debtId === DEBT_ID)?.amountMinor).toBe(2_000n);
  });

  it('keeps a token of a kind that it does not know, hands it over and sends it on in its place', async () => {
    const vend = await sell('k1');
    const answer = issuedFor(vend);
    const change = { ...answer.tokens[0]!, token: '9'.repeat(20), kind: { unknown: 'key-change' }, amountTenths: creditTenths(0n) };

    await vending.run((tx) => vending.completeVends.execute(tx, [{ ...answer, tokens: [change, ...answer.tokens] }]));

    expect((await stored(vend)).outcome).toMatchObject({ state: 'completed', tokens: [{ kind: 'key-change' }, { kind: 'credit' }] });
    const [completed] = await eventsOf(VendCompleted, vend);
    expect(completed?.data.tokens).toMatchObject([{ kind: { unknown: 'key-change' }, token: change.token }, { kind: 'credit' }]);
  });

  it('lets each vend go on in the trace of its own answer, though many are settled together', async () => {
    const trace = (id: string): string => `00-${id.repeat(32)}-${id.repeat(16)}-01`;
    const vends = [await sell('t1'), await sell('t2'), await sell('t3'), await sell('t4')];
    const [first, second, third, fourth] = vends as [Vend, Vend, Vend, Vend];

    await vending.run((tx) =>
      vending.completeVends.execute(tx, [
        { ...issuedFor(second), cause: { traceparent: trace('b') } },
        { ...issuedFor(first), cause: trace('a') },
      ]),
    );
    await vending.run((tx) =>
      vending.failVends.execute(tx, [
        { ...refusedFor(fourth), cause: trace('d') },
        { ...refusedFor(third), cause: trace('c') },
      ]),
    );

    const sent = await vending.run((tx) =>
      sql<{ id: string; traceparent: string }>(
        tx,
        `select value::jsonb->>'vendId' as id, traceparent from outbox where type in ('vending.vend.completed', 'vending.vend.failed')`,
      ),
    );
    const traces = new Map(sent.map(({ id, traceparent }) => [id, traceparent]));
    expect(vends.map(({ vendId }) => traces.get(vendId))).toEqual(['a', 'b', 'c', 'd'].map(trace));
  });

  it('gives back units, fixed charges, debt and float when it refuses, once', async () => {
    const vendor = await vending.createVendor.execute(staff(), { name: 'shop' });
    await vending.depositFloat.execute(staff(), { vendorId: vendor.vendorId, amount: '150', currency: 'KES', reference: 'r' });
    const debtBefore = await recovered(vending);
    const vend = await sell('f1', { vendorId: vendor.vendorId });
    expect(await recovered(vending)).toBe(debtBefore + 2_000n);

    await vending.run((tx) => vending.failVends.execute(tx, [refusedFor(vend), refusedFor(vend)]));
    await vending.run((tx) => vending.failVends.execute(tx, [refusedFor(vend)]));

    expect((await stored(vend)).outcome).toMatchObject({ state: 'failed', code: 'key-management.supply_group_unknown' });
    expect(await recovered(vending)).toBe(debtBefore);
    expect((await vending.findVendor.execute(staff(), { vendorId: vendor.vendorId })).floatMinor).toBe(15_000n);
    expect(await eventsOf(VendFailed, vend)).toHaveLength(1);
    const again = await vending.sell(vend.meter.meterNumber, 'f2');
    expect(again.vend.lines).toEqual(vend.lines);
    expect(again.vend.effect.unitsTenths).toBe(vend.effect.unitsTenths);
  });

  it('gives back an earlier vend without undoing the one after it', async () => {
    const first = await sell('g1');
    const { vend: second } = await vending.sell(first.meter.meterNumber, 'g2');

    await vending.run((tx) => vending.failVends.execute(tx, [refusedFor(first)]));

    const [supply] = await vending.run((tx) =>
      sql<{ tenths: string; due: { grossMinor: string }[] }>(
        tx,
        'select units_tenths as tenths, fixed_charges_due as due from supply where supply_id = $1',
        [first.supplyId],
      ),
    );
    expect(supply?.tenths).toBe(second.effect.unitsTenths.toString());
    expect(supply?.due).toMatchObject([{ code: 'standing', grossMinor: '3000' }]);
  });

  it('is refused where it is for no vend, for another meter, another amount or another outcome', async () => {
    const vend = await sell('x1');
    const failed = await sell('x2');
    await vending.run((tx) => vending.failVends.execute(tx, [refusedFor(failed)]));
    const answer = issuedFor(vend);
    const complete = (wrong: typeof answer): Promise<void> => vending.run((tx) => vending.completeVends.execute(tx, [wrong]));

    await expect(complete({ ...answer, requestId: '019ab000-0000-7000-8000-000000000000' })).rejects.toMatchObject({
      code: 'vending.vend_not_found',
    });
    await expect(complete({ ...answer, meterPan: issuedFor(failed).meterPan })).rejects.toMatchObject({
      code: 'vending.token_answer_contradicts',
    });
    await expect(
      complete({ ...answer, tokens: answer.tokens.map((token) => ({ ...token, amountTenths: creditTenths(1n) })) }),
    ).rejects.toMatchObject({
      code: 'vending.token_answer_contradicts',
    });
    await expect(complete(issuedFor(failed))).rejects.toMatchObject({ code: 'vending.token_answer_contradicts' });
    const { meterNumber, meterPan } = refusedFor(failed);
    for (const other of [{ meterNumber, meterPan }, { meterNumber }, { meterPan }]) {
      await expect(vending.run((tx) => vending.failVends.execute(tx, [{ ...refusedFor(vend), ...other }]))).rejects.toMatchObject({
        code: 'vending.token_answer_contradicts',
      });
    }
    expect((await stored(vend)).outcome.state).toBe('awaiting-token');
  });

  it('shows what the meter said, and no later word takes a credit back', async () => {
    const vend = await sell('d1');
    await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(vend)]));
    const at = new Date('2026-11-10T09:00:00Z');
    const report = (delivery: Parameters<typeof vending.recordDeliveries.execute>[1][number]['delivery']): Promise<void> =>
      vending.run((tx) => vending.recordDeliveries.execute(tx, [{ vendId: vend.vendId, delivery }]));

    await report({ state: 'rejected', at, code: 'crc' });
    expect((await stored(vend)).delivery).toEqual({ state: 'rejected', at, code: 'crc' });
    await report({ state: 'credited', at, creditRemaining: '57.3' });
    await report({ state: 'rejected', at, code: 'used' });

    expect((await stored(vend)).delivery).toEqual({ state: 'credited', at, creditRemaining: '57.3' });
    await expect(
      vending.run((tx) => vending.recordDeliveries.execute(tx, [{ vendId: DEBT_ID, delivery: { state: 'rejected', at, code: 'crc' } }])),
    ).rejects.toMatchObject({ code: 'vending.vend_not_found' });
  });
});

const recovered = (vending: Vending): Promise<bigint> =>
  vending.run(async (tx) => {
    const [row] = await sql<{ readonly minor: string }>(tx, 'select recovered_minor as minor from debt where debt_id = $1', [DEBT_ID]);
    return BigInt(row!.minor);
  });
