import { MeterChanged } from '@openprepay/contracts/vending';
import type { Principal } from '@openprepay/contracts/identity';
import { moneyMinor } from '@openprepay/quantities';
import { meterKeyData, newMeter, newMeterNumber } from '@openprepay/testing/meter';
import { flatTariff } from '@openprepay/testing/tariff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issuedFor, publishDefault, refusedFor, staff, startVending, type Vending } from '../../test/fixture.js';
import { DecideFreeIssue } from '../free-issues/decide-free-issue.js';
import { ChangeReversalPolicy } from '../reversals/change-reversal-policy.js';
import { ReverseVend } from '../reversals/reverse-vend.js';
import { GiveFreeBasic } from '../selling/give-free-basic.js';
import type { Vend } from '../vend/vend.js';
import { ReplaceMeter } from './replace-meter.js';
import type { ReplacedMeter } from './replacement.js';

const ACCOUNT = 'ACC-1';
const reason = 'display broken';
const REPLACED = { code: 'vending.meter_replaced' };

let vending: Vending;
beforeAll(async () => {
  vending = await startVending();
  await publishDefault(
    vending,
    flatTariff({ fixedCharges: [{ code: 'standing', amount: '30.00', per: 'month' }], freeUnits: { amount: '50', per: 'month' } }),
  );
  await vending.run((tx) =>
    vending.storeAccountPricing.execute(tx, [{ accountNumber: ACCOUNT, revision: 1, currency: 'KES', tariffCode: undefined, debts: [] }]),
  );
  await vending.get(ChangeReversalPolicy).execute(person('boss'), { mode: 'until-delivered', minutes: undefined, approval: false });
});
afterAll(() => vending.stop());

const person = (name: string): Principal => ({ ...staff(), subject: name, username: name });
const meterOf = async (accountNumber?: string): Promise<string> =>
  (await vending.createMeter.execute(staff(), newMeter({ accountNumber }))).meterNumber;
const replace = (meterNumber: string, unitsLeft?: string, number = newMeterNumber(), by = person('ann')): Promise<ReplacedMeter> =>
  vending
    .get(ReplaceMeter)
    .execute(by, { meterNumber, newMeterNumber: number, keyData: { ...meterKeyData }, modelCode: undefined, unitsLeft, reason });
const complete = (vend: Vend) => vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(vend)]));
const vendsOf = async (meterNumber: string) => (await vending.findVends.execute(staff(), { meterNumber, limit: 9 })).items;
const supplyOf = async (meterNumber: string) =>
  (await vending.owner.query('select supply_id, units_tenths, account_number, left_at from supply where meter_number = $1', [meterNumber]))
    .rows as readonly unknown[];

describe('a meter that takes the place of another', () => {
  it('goes on with its account, its supply, the month’s units and what is due, and the old one sells no more', async () => {
    const old = await meterOf(ACCOUNT);
    const { vend } = await vending.sell(old, 'before-it', { amount: '40.00' });
    await complete(vend);
    const [supply] = await supplyOf(old);

    const { newMeter: taking } = await replace(old);

    expect(taking).toMatchObject({ accountNumber: ACCOUNT, replaces: old });
    expect(await supplyOf(taking.meterNumber)).toEqual([supply]);
    expect(await vending.findMeter.execute(staff(), { meterNumber: old })).toMatchObject({
      replacedBy: taking.meterNumber,
      accountNumber: undefined,
    });
    const refused = await Promise.allSettled([
      vending.sell(old, 'after-it'),
      vending.quoteVend.execute(staff(), { meterNumber: old, tender: { amount: '10.00', currency: 'KES' }, paymentMethod: 'cash' }),
      vending.get(GiveFreeBasic).execute(staff(), { meterNumber: old, idempotencyKey: 'free-after-it' }),
      vending.updateMeter.execute(staff(), { meterNumber: old, accountNumber: ACCOUNT }),
    ]);
    expect(refused).toEqual(refused.map(() => ({ status: 'rejected', reason: expect.objectContaining(REPLACED) as unknown })));
    await expect(vending.sell(taking.meterNumber, 'on-the-new-one')).resolves.toMatchObject({
      vend: { blocks: { unitsThisMonth: '110.0' }, effect: { fixedChargesTaken: [] } },
    });
    const told = (await vending.events(MeterChanged)).map(({ data }) => data).filter(({ replaces, replacedBy }) => replaces ?? replacedBy);
    expect(told).toMatchObject([
      { meterNumber: old, replacedBy: taking.meterNumber },
      { meterNumber: taking.meterNumber, replaces: old, accountNumber: ACCOUNT },
    ]);
  });

  it('is credited with what was left, once, however often it is repeated and by however many at once', async () => {
    const old = await meterOf();
    const number = newMeterNumber();

    const answers = await Promise.all(Array.from({ length: 6 }, () => replace(old, '12.3', number)));

    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    const [vend, ...more] = await vendsOf(number);
    expect(more).toEqual([]);
    expect(vend).toMatchObject({
      tenderMinor: 0n,
      effect: { unitsTenths: 123n, grant: { kind: 'replacement', countsTowardBlocks: false } },
    });
    expect((await replace(old, '12.3', number)).credit).toMatchObject({
      issue: { decision: { state: 'issued' } },
      vend: { vendId: vend?.vendId },
    });
    await expect(replace(old, '12.3')).rejects.toMatchObject(REPLACED);
  });

  it('is credited by two people above the limit of free issues: the meters are in their places meanwhile', async () => {
    const old = await meterOf();
    const { newMeter: taking, credit } = await replace(old, '200');

    expect(credit).toMatchObject({ issue: { kind: 'replacement', takesTwo: true, decision: undefined }, vend: undefined });
    expect(await vendsOf(taking.meterNumber)).toEqual([]);
    const decide = vending.get(DecideFreeIssue);
    const { freeIssueId } = credit!.issue;
    await expect(decide.execute(person('ann'), { freeIssueId, refusal: undefined })).rejects.toMatchObject({
      code: 'vending.second_person_required',
    });
    await decide.execute(person('ben'), { freeIssueId, refusal: undefined });
    expect(await vendsOf(taking.meterNumber)).toMatchObject([{ effect: { unitsTenths: 2_000n, grant: { kind: 'replacement' } } }]);
  });

  it('takes along a credit that waits where it is replaced as well, and is credited once', async () => {
    const old = await meterOf();
    const { newMeter: between, credit } = await replace(old, '200');
    const { newMeter: taking } = await replace(between.meterNumber);
    const { freeIssueId } = credit!.issue;

    const decided = await vending.get(DecideFreeIssue).execute(person('ben'), { freeIssueId, refusal: undefined });

    expect(decided.vend).toMatchObject({ meter: { meterNumber: taking.meterNumber }, effect: { unitsTenths: 2_000n } });
    expect(await vendsOf(between.meterNumber)).toEqual([]);
    expect(await vendsOf(taking.meterNumber)).toHaveLength(1);
    const again = vending.get(DecideFreeIssue).execute(person('ben'), { freeIssueId, refusal: undefined });
    await expect(again).rejects.toMatchObject({ code: 'vending.free_issue_decided' });
  });

  it('has had the free units of the month where the old one had', async () => {
    const old = await meterOf();
    await complete((await vending.get(GiveFreeBasic).execute(staff(), { meterNumber: old, idempotencyKey: 'free-then-replaced' })).vend);
    const { newMeter: taking } = await replace(old);

    const again = vending.get(GiveFreeBasic).execute(staff(), { meterNumber: taking.meterNumber, idempotencyKey: 'free-on-the-new' });
    await expect(again).rejects.toMatchObject({ code: 'vending.free_basic_not_due' });
  });

  it('gives back to the supply what a sale to the old one took, where that is taken back afterwards', async () => {
    const old = await meterOf();
    const { vend } = await vending.sell(old, 'sold-then-replaced', { amount: '130.00' });
    await complete(vend);
    const { newMeter: taking } = await replace(old);

    await vending.get(ReverseVend).execute(staff(), { vendId: vend.vendId, reason: 'wrong meter' });

    expect(await supplyOf(taking.meterNumber)).toMatchObject([{ units_tenths: '0' }]);
    await expect(vending.sell(taking.meterNumber, 'pays-the-charge', { amount: '40.00' })).resolves.toMatchObject({
      vend: { effect: { unitsTenths: 100n, fixedChargesTaken: [{ grossMinor: moneyMinor(3_000n) }] } },
    });
  });

  it('waits for the tokens of the old one, which would be of no use afterwards', async () => {
    const old = await meterOf();
    const { vend } = await vending.sell(old, 'still-awaited', { amount: '40.00' });

    await expect(replace(old, '5')).rejects.toMatchObject({ code: 'vending.tokens_awaited' });
    await vending.run((tx) => vending.failVends.execute(tx, [refusedFor(vend)]));
    await expect(replace(old, '5')).resolves.toMatchObject({ replayed: false });
  });

  it('is one of many that were to take the place, and the others are nowhere', async () => {
    const old = await meterOf();
    const numbers = Array.from({ length: 5 }, () => newMeterNumber());

    const answers = await Promise.allSettled(numbers.map((number) => replace(old, '7', number)));

    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const { rows } = await vending.owner.query('select meter_number from meter where meter_number = any($1)', [numbers]);
    expect(rows).toHaveLength(1);
    const { rows: issues } = await vending.owner.query(`select 1 from free_issue where meter_number = any($1)`, [numbers]);
    expect(issues).toHaveLength(1);
  });

  it('is sold to, or the old one is, and never both, where a sale comes at the same moment', async () => {
    for (let round = 0; round < 5; round++) {
      const old = await meterOf();

      const [sold, replaced] = await Promise.allSettled([
        vending.sell(old, `race-with-sale-${round}`, { amount: '40.00' }),
        replace(old, '1'),
      ]);

      const outcome = [sold, replaced].map(({ status }) => status);
      expect([['fulfilled', 'rejected'].join(), ['rejected', 'fulfilled'].join()]).toContain(outcome.join());
      if (sold.status === 'rejected') expect(sold.reason).toMatchObject(REPLACED);
      if (replaced.status === 'rejected') expect(replaced.reason).toMatchObject({ code: 'vending.tokens_awaited' });
    }
  });

  it('is a new one, and takes the place of one that there is', async () => {
    const [old, other] = [await meterOf(), await meterOf()];

    await expect(replace(old, '1', other)).rejects.toMatchObject({ code: 'vending.meter_exists' });
    await expect(replace(newMeterNumber())).rejects.toMatchObject({ code: 'vending.meter_unknown' });
    await expect(vending.sell(old, 'still-sells')).resolves.toMatchObject({ replayed: false });
  });

  it('stays the one that took it, whoever writes to the table', async () => {
    const old = await meterOf();
    await replace(old);

    await expect(vending.owner.query('update meter set replaced_by = null where meter_number = $1', [old])).rejects.toThrow(/stays so/);
  });
});
