import { VendorDeposited } from '@openprepay/contracts/vending';
import type { Principal } from '@openprepay/contracts/identity';
import { sql } from '@openprepay/persistence/sql';
import { newMeter } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { staff, issuedFor, publishDefault, refusedFor, startVending, type Vending } from '../../test/fixture.js';
import type { Vend } from '../vend/vend.js';
import { FindMovements } from '../vendors/find-movements.js';
import { ChangePolicy } from './change-policy.js';
import { DecideChange } from './decide-change.js';
import { FindChanges } from './find-changes.js';
import { FindPolicy } from './find-policy.js';
import { SetFloatLimit } from './set-float-limit.js';
import type { VendorChange } from './vendor-change.js';

const OLD = new Date('2026-01-01T00:00:00Z');
const person = (username: string, changes: Partial<Principal> = {}): Principal => ({
  ...staff(),
  subject: username,
  username,
  credentialChangedAt: OLD,
  ...changes,
});
const [ann, bob] = [person('ann'), person('bob')];

let vending: Vending;
beforeAll(async () => {
  vending = await startVending({ poolSize: 12 });
  await publishDefault(vending);
});
afterAll(() => vending.stop());

const newVendor = async (name: string, utility?: string): Promise<string> =>
  (await vending.createVendor.execute(staff(utility), { name })).vendorId;
const deposit = (vendorId: string, reference: string, amount = '500.00', caller = ann) =>
  vending.depositFloat.execute(caller, { vendorId, reference, amount, currency: 'KES' });
const waitingOf = (outcome: object): VendorChange => {
  if (!('waiting' in outcome) || outcome.waiting === undefined) throw new Error('nothing waits');
  return outcome.waiting as VendorChange;
};
const approve = (caller: Principal, { changeId }: VendorChange) =>
  vending.get(DecideChange).execute(caller, { changeId, refusal: undefined });
const refuse = (caller: Principal, { changeId }: VendorChange) => vending.get(DecideChange).execute(caller, { changeId, refusal: 'no' });
const vendorOf = (vendorId: string) => vending.findVendor.execute(staff(), { vendorId });
const movementsOf = async (vendorId: string) =>
  (await vending.get(FindMovements).execute(staff(), { vendorId, limit: 100 })).page.items.toReversed();
const code = (name: string) => ({ code: `vending.${name}` });

describe('one transfer of a bank', () => {
  it('is one deposit of the utility: it is not credited to a second vendor, however it is written', async () => {
    const [first, second] = [await newVendor('first'), await newVendor('second')];
    await deposit(first, 'TRX-2026-1');

    await expect(deposit(second, 'TRX-2026-1')).rejects.toMatchObject(code('deposit_reference_reused'));
    await expect(deposit(second, 'trx\u20102026\u200b-1')).rejects.toMatchObject(code('deposit_reference_reused'));
    expect(await deposit(first, ' trx\u20102026-1')).toMatchObject({ replayed: true });

    expect((await vendorOf(first)).floatMinor).toBe(50_000n);
    expect((await vendorOf(second)).floatMinor).toBe(0n);
    expect(await deposit(await newVendor('elsewhere', 'other'), 'TRX-2026-1', '1', { ...ann, utility: 'other' })).toMatchObject({
      replayed: false,
    });
  });

  it('is one deposit where two vendors race for it', async () => {
    const vendors = [await newVendor('racer-1'), await newVendor('racer-2')];

    const outcomes = await Promise.allSettled(vendors.flatMap((vendorId) => [1, 2, 3].map(() => deposit(vendorId, 'RACED'))));

    const floats = await Promise.all(vendors.map(async (vendorId) => (await vendorOf(vendorId)).floatMinor));
    expect(floats.toSorted()).toEqual([0n, 50_000n]);
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(3);
  });
});

describe('a deposit above what one person may pay in', () => {
  it('is in the float, and told to the books, once a second person says so too; both are named', async () => {
    const vendorId = await newVendor('large');

    const waiting = waitingOf(await deposit(vendorId, 'LARGE-1', '1000000.01'));
    expect((await vendorOf(vendorId)).floatMinor).toBe(0n);
    expect(waitingOf(await deposit(vendorId, 'large-1', '1000000.01', bob)).changeId).toBe(waiting.changeId);
    await expect(deposit(vendorId, 'LARGE-1', '1000000.02')).rejects.toMatchObject(code('deposit_reference_reused'));

    await approve(bob, waiting);

    expect((await vendorOf(vendorId)).floatMinor).toBe(100_000_001n);
    expect(await deposit(vendorId, 'LARGE-1', '1000000.01')).toMatchObject({
      replayed: true,
      deposit: { depositId: waiting.changeId, depositedBy: 'ann', approvedBy: 'bob' },
    });
    expect((await vending.events(VendorDeposited)).filter(({ data }) => data.vendorId === vendorId)).toMatchObject([
      { data: { depositId: waiting.changeId, amountMinor: 100_000_001n, vendorName: 'large' } },
    ]);
  });

  it('waits for no second person up to that amount', async () => {
    const vendorId = await newVendor('just-so');

    expect(await deposit(vendorId, 'JUST-SO', '1000000.00')).toMatchObject({ replayed: false, vendor: { floatMinor: 100_000_000n } });
  });

  it('is not for who asked to approve, nor for whoever’s password is newer than the request', async () => {
    const waiting = waitingOf(await deposit(await newVendor('alone'), 'ALONE', '2000000'));

    await expect(approve(ann, waiting)).rejects.toMatchObject(code('second_person_required'));
    await expect(approve(person('new', { credentialChangedAt: waiting.requestedAt }), waiting)).rejects.toMatchObject(
      code('second_person_required'),
    );
    await expect(approve(person('sold', { vendorId: await newVendor('x') }), waiting)).rejects.toMatchObject(code('staff_required'));

    expect(await approve(bob, waiting)).toMatchObject({ decision: { state: 'done' } });
  });

  it('is decided on once, however many decide at once', async () => {
    const vendorId = await newVendor('decided');
    const waiting = waitingOf(await deposit(vendorId, 'DECIDED', '2000000'));

    const outcomes = await Promise.allSettled([1, 2, 3, 4].map((nth) => approve(person(`bob-${nth}`), waiting)));

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(code('vendor_change_decided'));
    expect((await vendorOf(vendorId)).floatMinor).toBe(200_000_000n);
    expect(await movementsOf(vendorId)).toHaveLength(1);
  });

  it('may be refused, also by who asked; its reference is free again', async () => {
    const vendorId = await newVendor('refused');
    const waiting = waitingOf(await deposit(vendorId, 'REFUSED', '2000000'));

    expect(await refuse(ann, waiting)).toMatchObject({ decision: { state: 'refused', refusal: 'no', decidedBy: { username: 'ann' } } });

    await expect(approve(bob, waiting)).rejects.toMatchObject(code('vendor_change_decided'));
    expect((await vendorOf(vendorId)).floatMinor).toBe(0n);
    expect(await deposit(vendorId, 'REFUSED', '10')).toMatchObject({ replayed: false });
    await expect(vending.owner.query(`update vendor_change set state = 'done' where change_id = $1`, [waiting.changeId])).rejects.toThrow(
      'not decided on again',
    );
  });

  it('is not booked where its reference was paid in while it waited', async () => {
    const vendorId = await newVendor('overtaken');
    const waiting = waitingOf(await deposit(vendorId, 'OVERTAKEN', '2000000'));
    await deposit(vendorId, 'OVERTAKEN', '20');

    await expect(approve(bob, waiting)).rejects.toMatchObject(code('deposit_reference_reused'));

    expect((await vendorOf(vendorId)).floatMinor).toBe(2_000n);
    const { items } = await vending.get(FindChanges).execute(staff(), { vendorId, limit: 10 });
    expect(items).toMatchObject([{ changeId: waiting.changeId, decision: undefined }]);
  });

  it('is another utility’s to see or decide on never', async () => {
    const waiting = waitingOf(await deposit(await newVendor('ours'), 'OURS', '2000000'));

    await expect(approve({ ...bob, utility: 'other' }, waiting)).rejects.toMatchObject(code('vendor_change_unknown'));
    expect((await vending.get(FindChanges).execute(staff('other'), { limit: 10 })).items).toEqual([]);
  });
});

describe('a float limit', () => {
  const setLimit = (vendorId: string, floatLimit: string) => vending.get(SetFloatLimit).execute(ann, { vendorId, floatLimit });

  it('above what one person may give is none until a second one says so, for a new vendor too', async () => {
    const created = await vending.createVendor.execute(ann, { name: 'generous', floatLimit: '5000000' });
    expect(created.floatLimitMinor).toBe(0n);

    await expect(approve(ann, waitingOf(created))).rejects.toMatchObject(code('second_person_required'));
    await approve(bob, waitingOf(created));
    expect((await vendorOf(created.vendorId)).floatLimitMinor).toBe(500_000_000n);

    await approve(bob, waitingOf(await setLimit(created.vendorId, '6000000')));
    expect((await vendorOf(created.vendorId)).floatLimitMinor).toBe(600_000_000n);
  });

  it('becomes less at once, but never less than the float is below nothing', async () => {
    const { vendorId } = await vending.createVendor.execute(ann, { name: 'lowered', floatLimit: '150' });
    const { meterNumber } = await vending.createMeter.execute(staff(), newMeter());
    await vending.sell(meterNumber, 'below-nothing', { vendorId });

    await expect(setLimit(vendorId, '99.99')).rejects.toMatchObject(code('float_limit_in_use'));
    expect(await setLimit(vendorId, '100')).toMatchObject({ vendor: { floatLimitMinor: 10_000n, floatMinor: -10_000n } });
  });
});

describe('what takes two people', () => {
  it('is more by the word of one, and less by the word of two', async () => {
    const utility = 'policy';
    const [asks, decides] = [person('ann', { utility }), person('bob', { utility })];
    const change = (depositApprovalAbove: string) =>
      vending.get(ChangePolicy).execute(asks, { depositApprovalAbove, floatLimitApprovalAbove: '0' });
    const current = () => vending.get(FindPolicy).execute(asks);

    expect(await current()).toMatchObject({ depositApprovalAboveMinor: 100_000_000n, floatLimitApprovalAboveMinor: 100_000_000n });
    await change('100');
    expect(await current()).toMatchObject({ depositApprovalAboveMinor: 10_000n, floatLimitApprovalAboveMinor: 0n });

    const waiting = waitingOf(await change('1000'));
    expect(await current()).toMatchObject({ depositApprovalAboveMinor: 10_000n });
    await expect(approve(asks, waiting)).rejects.toMatchObject(code('second_person_required'));
    await approve(decides, waiting);
    expect(await current()).toMatchObject({ depositApprovalAboveMinor: 100_000n });

    const vendorId = await newVendor('under', utility);
    expect(waitingOf(await deposit(vendorId, 'UNDER', '1000.01', asks)).wanted.kind).toBe('deposit');
  });
});

describe('a vendor’s user with a second role', () => {
  it('does not fill its own float, nor give itself a limit', async () => {
    const vendorId = await newVendor('own');
    for (const roles of [['vendor', 'clerk', 'operator'], ['clerk'], ['vendor', 'admin']] as const) {
      const user = person('shop', { roles, vendorId });
      await expect(deposit(vendorId, 'OWN', '1', user)).rejects.toMatchObject(code('staff_required'));
      await expect(vending.createVendor.execute(user, { name: 'mine' })).rejects.toMatchObject(code('staff_required'));
      await expect(vending.get(SetFloatLimit).execute(user, { vendorId, floatLimit: '1' })).rejects.toMatchObject(code('staff_required'));
      await expect(
        vending.get(ChangePolicy).execute(user, { depositApprovalAbove: '0', floatLimitApprovalAbove: '0' }),
      ).rejects.toMatchObject(code('staff_required'));
    }
  });
});

describe('the movements of a float', () => {
  it('explain it from nothing to what it is: deposits, vends, and vends that failed', async () => {
    const vendorId = await newVendor('explained');
    await deposit(vendorId, 'EXPLAINED', '500');
    const { meterNumber } = await vending.createMeter.execute(staff(), newMeter());
    const vends: Vend[] = [];
    for (const key of ['moves-1', 'moves-2', 'moves-3']) vends.push((await vending.sell(meterNumber, key, { vendorId })).vend);
    await vending.run((tx) => vending.failVends.execute(tx, [refusedFor(vends[0]!), refusedFor(vends[1]!)]));
    await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(vends[2]!)]));

    const movements = await movementsOf(vendorId);

    expect(movements.map(({ kind, amountMinor, balanceMinor }) => [kind, amountMinor, balanceMinor])).toEqual([
      ['deposit', 50_000n, 50_000n],
      ['vend', -10_000n, 40_000n],
      ['vend', -10_000n, 30_000n],
      ['vend', -10_000n, 20_000n],
      ['failed-vend', 10_000n, 30_000n],
      ['failed-vend', 10_000n, 40_000n],
    ]);
    expect(movements.map(({ position }) => position)).toEqual([1n, 2n, 3n, 4n, 5n, 6n]);
    expect(movements.slice(1, 4).map(({ causeId }) => causeId)).toEqual(vends.map(({ vendId }) => vendId));
    expect((await vendorOf(vendorId)).floatMinor).toBe(40_000n);
  });

  it('are without a gap where many sell and pay in at once', async () => {
    const vendorId = await newVendor('busy');
    await deposit(vendorId, 'BUSY', '2000');
    const meters = await Promise.all(Array.from({ length: 15 }, () => vending.createMeter.execute(staff(), newMeter())));

    await Promise.all([
      ...meters.map(({ meterNumber }, index) => vending.sell(meterNumber, `busy-float-${index}`, { vendorId })),
      ...meters.map((_, index) => deposit(vendorId, `BUSY-${index}`, '1')),
    ]);

    const movements = await movementsOf(vendorId);
    expect(movements.map(({ position }) => position)).toEqual(Array.from({ length: 31 }, (_, index) => BigInt(index + 1)));
    let balance = 0n;
    for (const { amountMinor, balanceMinor } of movements) expect(balanceMinor).toBe((balance += amountMinor));
    expect((await vendorOf(vendorId)).floatMinor).toBe(balance);
  });

  it('are paged, newest first, and a vendor’s user sees its own only', async () => {
    const vendorId = await newVendor('paged');
    for (const nth of [1, 2, 3]) await deposit(vendorId, `PAGED-${nth}`, `${nth}`);
    const find = vending.get(FindMovements);

    const { page } = await find.execute(person('shop', { roles: ['vendor'], vendorId }), { vendorId, limit: 2 });
    const rest = await find.execute(ann, { vendorId, limit: 2, cursor: page.nextCursor });

    expect([...page.items, ...rest.page.items].map(({ amountMinor }) => amountMinor)).toEqual([300n, 200n, 100n]);
    expect(rest.page.nextCursor).toBeUndefined();
    await expect(
      find.execute(person('shop', { roles: ['vendor'], vendorId: await newVendor('other') }), { vendorId, limit: 2 }),
    ).rejects.toMatchObject(code('vendor_not_yours'));
  });

  it('are what the service’s own role can neither change, remove nor do without', async () => {
    const vendorId = await newVendor('guarded');
    await deposit(vendorId, 'GUARDED', '100');
    const refused = (statement: string, reason: string) =>
      expect(vending.run((tx) => sql(tx, statement, [vendorId]))).rejects.toThrow(reason);

    await refused('update vendor set float_minor = float_minor + 1 where vendor_id = $1', 'no movement');
    await refused('update vendor set float_minor = float_minor + 1, last_movement = last_movement + 1 where vendor_id = $1', 'no movement');
    await refused(`update vendor set currency = 'USD' where vendor_id = $1`, 'permission denied');
    await refused('delete from vendor where vendor_id = $1', 'permission denied');
    await refused('update vendor_movement set amount_minor = 1 where vendor_id = $1', 'permission denied');
    await refused('delete from vendor_movement where vendor_id = $1', 'permission denied');
    await refused('update vendor_deposit set amount_minor = 1 where vendor_id = $1', 'permission denied');
    await expect(vending.owner.query('update vendor_movement set amount_minor = 1')).rejects.toThrow('only grows');
    await expect(vending.owner.query('truncate vendor_movement')).rejects.toThrow('only grows');
  });
});
