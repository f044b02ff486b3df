import type { Principal } from '@openprepay/contracts/identity';
import { sql } from '@openprepay/persistence/sql';
import { formatMoney, type MoneyMinor } from '@openprepay/quantities';
import { newMeter } from '@openprepay/testing/meter';
import { domesticTariff } from '@openprepay/testing/tariff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issuedFor, publishDefault, refusedFor, sale, staff, startVending, type Vending } from '../../test/fixture.js';
import { ChangeReversalPolicy } from '../reversals/change-reversal-policy.js';
import { DecideReversal } from '../reversals/decide-reversal.js';
import { SetCommission } from '../floats/set-commission.js';
import { ReverseVend } from '../reversals/reverse-vend.js';
import { SellVend } from '../selling/sell-vend.js';
import { CreateOutlet } from '../terminals/create-outlet.js';
import { CreateTerminal } from '../terminals/create-terminal.js';
import { SignInTerminal } from '../terminals/sign-in-terminal.js';
import type { Vend } from '../vend/vend.js';
import { reportToApi } from './batch-api.js';
import { CloseBatch } from './close-batch.js';
import { FindBatch } from './find-batch.js';
import { FindBatches } from './find-batches.js';
import { OpenBatch } from './open-batch.js';

let vending: Vending;
let meters: readonly string[];
beforeAll(async () => {
  vending = await startVending();
  await publishDefault(vending, domesticTariff());
  meters = await Promise.all(Array.from({ length: 12 }, async () => (await vending.createMeter.execute(staff(), newMeter())).meterNumber));
});
afterAll(() => vending.stop());

let names = 0;
/** A vendor with money, and a terminal of it that has signed in. */
async function newTill(): Promise<{ readonly terminalId: string; readonly till: Principal }> {
  const name = `batch-${++names}`;
  const { vendorId } = await vending.createVendor.execute(staff(), { name });
  await vending.depositFloat.execute(staff(), { vendorId, amount: '900000.00', currency: 'KES', reference: name });
  const { outletId } = (await vending.get(CreateOutlet).execute(staff(), { vendorId, name })).outlet;
  const { terminal, secret } = await vending.get(CreateTerminal).execute(staff(), { outletId, name });
  const { principal } = await vending.get(SignInTerminal).execute({ terminalId: terminal.terminalId, secret });
  return { terminalId: terminal.terminalId, till: principal };
}

const open = (caller: Principal, kind: 'shift' | 'sales' | 'banking' = 'shift', terminalId?: string) =>
  vending.get(OpenBatch).execute(caller, { kind, terminalId });
const report = async (caller: Principal, batchId: string) => reportToApi(await vending.get(FindBatch).execute(caller, { batchId }));
const close = (caller: Principal, batchId: string, cash = '0') =>
  vending.get(CloseBatch).execute(caller, { batchId, counted: [{ paymentMethod: 'cash', amount: cash }] });

let keys = 0;
async function sell(caller: Principal, amount: string, paymentMethod: 'cash' | 'card' = 'cash', meter = meters[keys % 12]!): Promise<Vend> {
  const command = { ...sale(meter, { amount }), paymentMethod, idempotencyKey: `batch-key-${++keys}` };
  return (await vending.get(SellVend).execute(caller, command)).vend;
}

const tender = (vends: readonly Vend[]): string => money(vends.reduce((sum, { tenderMinor }) => sum + tenderMinor, 0n));
const lines = (vends: readonly Vend[], kind: string): string =>
  money(vends.flatMap((vend) => vend.lines.filter((line) => line.kind === kind)).reduce((sum, { amountMinor }) => sum + amountMinor, 0n));
const money = (minor: bigint): string => formatMoney(minor as MoneyMinor, 'KES');

describe('a batch', () => {
  it('comes to what the sales of its till come to, by operator, payment method, kind of line, commodity and tax', async () => {
    const [{ till }, other] = [await newTill(), await newTill()];
    await sell(till, '300.00');
    const { batchId, number } = await open(till);
    expect(number).toBe(1);

    const sold = [await sell(till, '500.00'), await sell(till, '700.50', 'card'), await sell(till, '1000.00')];
    await sell(other.till, '400.00');
    await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(sold[0]!)]));

    const units = sold.reduce((sum, { effect }) => sum + effect.unitsTenths, 0n);
    const found = await report(till, batchId);
    expect(found).toMatchObject({ state: 'open', till: till.username, vendorId: till.vendorId });
    expect(found.totals).toMatchObject([
      {
        currency: 'KES',
        vends: 3,
        amount: '2200.50',
        operators: [{ operator: till.username, vends: 3, amount: '2200.50' }],
        paymentMethods: [
          { paymentMethod: 'card', vends: 1, amount: '700.50' },
          { paymentMethod: 'cash', vends: 2, amount: '1500.00' },
        ],
        commodities: [{ commodity: 'electricity', vends: 3, amount: '2200.50', units: { value: `${units / 10n}.${units % 10n}` } }],
        taxes: [{ code: 'VAT', amount: lines(sold, 'tax') }],
      },
    ]);
    expect(Object.fromEntries(found.totals[0]!.lines.map(({ kind, amount }) => [kind, amount]))).toEqual(
      Object.fromEntries([...new Set(sold.flatMap((vend) => vend.lines.map(({ kind }) => kind)))].map((kind) => [kind, lines(sold, kind)])),
    );
  });

  it('is closed with what was counted, says what is missing, and stays so for whoever asks', async () => {
    const { till } = await newTill();
    const { batchId } = await open(till);
    await sell(till, '500.00');
    await sell(till, '250.00', 'card');

    const closed = reportToApi(await close(till, batchId, '480.00'));

    expect(closed).toMatchObject({ state: 'closed', closedBy: till.username });
    expect(closed.counted).toEqual([
      { paymentMethod: 'cash', currency: 'KES', expected: '500.00', counted: '480.00', difference: '-20.00' },
      { paymentMethod: 'card', currency: 'KES', expected: '250.00', counted: '0.00', difference: '-250.00' },
    ]);
    await sell(till, '300.00');
    expect(await report(till, batchId)).toEqual(closed);
    expect(reportToApi(await close(till, batchId, '480.0'))).toEqual(closed);
    await expect(close(till, batchId, '500.00')).rejects.toMatchObject({ code: 'vending.batch_closed' });
    await expect(
      vending.run((tx) => sql(tx, 'update batch set counted = $2 where batch_id = $1', [batchId, '[]']), till.utility),
    ).rejects.toThrow('a closed batch stays as it is');
  });

  it('has what its sales have earned their vendor, by kind, and leaves out what those that were taken back had', async () => {
    const { till } = await newTill();
    const vendorId = till.vendorId!;
    await vending.get(SetCommission).execute(staff(), { vendorId, commission: [{ kind: 'credit', percent: '2.5' }] });
    const { batchId } = await open(till, 'banking');
    const sold = [await sell(till, '300.00'), await sell(till, '700.50', 'card'), await sell(till, '1000.01')];
    const earned = sold.reduce((sum, { tenderMinor }) => sum + tenderMinor / 40n, 0n);

    expect((await report(till, batchId)).totals).toMatchObject([
      { vends: 3, commissions: [{ kind: 'credit', vends: 3, amount: money(earned) }] },
    ]);
    await vending.run((tx) => vending.failVends.execute(tx, [refusedFor(sold[2]!)]));

    const closed = reportToApi(await close(till, batchId, '300.00'));
    expect(closed.totals).toMatchObject([{ vends: 2, amount: '1000.50', commissions: [{ vends: 2, amount: money(750n + 1_751n) }] }]);
    expect(await report(till, batchId)).toEqual(closed);
  });

  it('has what its sales come to, to the minor unit, while sales go on', async () => {
    const { till } = await newTill();
    const whole = await open(till, 'banking');
    const shifts: string[] = [];
    const selling = Array.from({ length: 6 }, async (_, seller) => {
      const sold: Vend[] = [];
      for (let nth = 0; nth < 12; nth++) sold.push(await sell(till, `${200 + nth}.${10 + seller}`, 'cash', meters[seller * 2 + (nth % 2)]));
      return sold;
    });
    const closing = (async () => {
      for (let nth = 0; nth < 5; nth++) {
        const { batchId } = await open(till);
        shifts.push(batchId);
        await close(till, batchId);
      }
    })();
    const sold = (await Promise.all(selling)).flat();
    await closing;

    const banked = reportToApi(await close(till, whole.batchId));
    expect(banked.totals).toMatchObject([{ vends: 72, amount: tender(sold), operators: [{ amount: tender(sold) }] }]);
    for (const batchId of shifts) {
      const kept = (await report(till, batchId)).totals[0];
      const members = await vending.run(
        (tx) =>
          sql<{ id: string }>(tx, 'select vend_id as id from batch_vend where batch_id = $1', [batchId]).then((rows) =>
            rows.map(({ id }) => id),
          ),
        till.utility,
      );
      expect(kept?.amount ?? '0.00').toBe(tender(sold.filter(({ vendId }) => members.includes(vendId))));
    }
  });

  it('leaves out what came to nothing, and tells it apart where that was only after it was closed', async () => {
    const { till } = await newTill();
    const { batchId } = await open(till);
    const [failed, late] = [await sell(till, '300.00'), await sell(till, '400.00')];
    const fail = (vend: Vend) => vending.run((tx) => vending.failVends.execute(tx, [refusedFor(vend)]));
    await fail(failed);
    expect((await report(till, batchId)).totals).toMatchObject([{ vends: 1, waiting: 1, amount: '400.00' }]);
    await close(till, batchId, '400.00');

    vending.clock.advance(1000);
    await fail(late);

    expect(await report(till, batchId)).toMatchObject({
      totals: [{ vends: 1, amount: '400.00' }],
      givenBack: [{ currency: 'KES', vends: 1, amount: '400.00' }],
    });
  });

  it('leaves out what was taken back', async () => {
    const { till } = await newTill();
    const { batchId } = await open(till);
    const [kept, taken] = [await sell(till, '300.00'), await sell(till, '400.00')];
    await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(kept), issuedFor(taken)]));
    const boss = { ...staff(till.utility), subject: 'boss' };
    const policy = { mode: 'until-delivered', minutes: undefined, approval: true } as const;
    await vending.get(ChangeReversalPolicy).execute(boss, policy);
    const { reversal } = await vending.get(ReverseVend).execute(staff(), { vendId: taken.vendId, reason: 'wrong meter' });
    await vending.get(DecideReversal).execute({ ...staff(), subject: 'second', username: 'second' }, { ...reversal, refusal: undefined });

    expect((await report(till, batchId)).totals).toMatchObject([{ vends: 1, amount: '300.00' }]);
  });

  it('is one of its kind that is open, and the next one has the next number', async () => {
    const { till } = await newTill();
    const racing = await Promise.allSettled([open(till), open(till), open(till, 'sales')]);

    expect(racing.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    await expect(open(till)).rejects.toMatchObject({ code: 'vending.batch_open' });
    const [, first] = (await vending.get(FindBatches).execute(till, { limit: 9 })).items.toSorted((a, b) => (a.kind < b.kind ? -1 : 1));
    await close(till, first!.batchId);
    expect(await open(till)).toMatchObject({ kind: 'shift', number: 2 });
  });

  it('is opened and closed by whoever may act for its till, and seen by no other vendor', async () => {
    const [{ till, terminalId }, other] = [await newTill(), await newTill()];
    const byStaff = await open(staff(), 'shift', terminalId);
    await sell(till, '200.00');

    expect(byStaff).toMatchObject({ till: till.username, vendorId: till.vendorId, openedBy: 'till-1' });
    await expect(report(other.till, byStaff.batchId)).rejects.toMatchObject({ code: 'vending.batch_unknown' });
    await expect(close(other.till, byStaff.batchId)).rejects.toMatchObject({ code: 'vending.batch_unknown' });
    await expect(open(other.till, 'sales', terminalId)).rejects.toMatchObject({ code: 'vending.vendor_not_yours' });
    await expect(report(staff('elsewhere'), byStaff.batchId)).rejects.toMatchObject({ code: 'vending.batch_unknown' });
    expect((await vending.get(FindBatches).execute(other.till, { limit: 9 })).items).toEqual([]);
    expect((await report(staff(), byStaff.batchId)).totals).toMatchObject([{ vends: 1 }]);
    expect(reportToApi(await close(staff(), byStaff.batchId, '200'))).toMatchObject({
      closedBy: 'till-1',
      counted: [{ difference: '0.00' }],
    });
  });
});
