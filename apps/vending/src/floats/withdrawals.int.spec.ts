import type { Principal } from '@openprepay/contracts/identity';
import { VendorWithdrew } from '@openprepay/contracts/vendor-money';
import { sql } from '@openprepay/persistence/sql';
import { newMeter } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishDefault, staff, startVending, type Vending } from '../../test/fixture.js';
import { FindMovements } from '../vendors/find-movements.js';
import { ChangePolicy } from './change-policy.js';
import { DecideChange } from './decide-change.js';
import { FindPolicy } from './find-policy.js';
import { FindWithdrawals } from './find-withdrawals.js';
import { SetFloatLimit } from './set-float-limit.js';
import { WithdrawFloat, type WithdrawFloatCommand } from './withdraw-float.js';
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

/** A vendor whose float holds so much. */
async function vendorWith(amount: string): Promise<string> {
  const { vendorId } = await vending.createVendor.execute(staff(), { name: 'shop' });
  await vending.depositFloat.execute(ann, { vendorId, amount, currency: 'KES', reference: `for ${vendorId}` });
  return vendorId;
}
let keys = 0;
const newKey = (): string => `withdrawal-${++keys}`;
const withdraw = (vendorId: string, amount: string, changes: Partial<WithdrawFloatCommand> = {}, caller = ann) =>
  vending.get(WithdrawFloat).execute(caller, { vendorId, amount, currency: 'KES', idempotencyKey: newKey(), ...changes });
const waitingOf = (outcome: object): VendorChange => {
  if (!('waiting' in outcome)) throw new Error('nothing waits');
  return outcome.waiting as VendorChange;
};
const decide = (caller: Principal, { changeId }: VendorChange, refusal?: string) =>
  vending.get(DecideChange).execute(caller, { changeId, refusal });
const floatOf = async (vendorId: string) => (await vending.findVendor.execute(staff(), { vendorId })).floatMinor;
const movementsOf = async (vendorId: string) =>
  (await vending.get(FindMovements).execute(staff(), { vendorId, limit: 100 })).page.items.toReversed();
const toldOf = async (vendorId: string) => (await vending.events(VendorWithdrew)).filter(({ data }) => data.vendorId === vendorId);
const code = (name: string) => ({ code: `vending.${name}` });

describe('a withdrawal', () => {
  it('takes money out of a float once per key, even if it is raced, shows it among the movements and tells the books', async () => {
    const vendorId = await vendorWith('500.00');
    const idempotencyKey = newKey();

    const outcomes = await Promise.all(
      Array.from({ length: 6 }, () => withdraw(vendorId, '120.50', { idempotencyKey, reference: 'EFT 1' })),
    );

    const ids = new Set(outcomes.map((outcome) => ('withdrawal' in outcome ? outcome.withdrawal.withdrawalId : undefined)));
    expect(ids.size).toBe(1);
    expect(outcomes.filter(({ replayed }) => !replayed)).toHaveLength(1);
    const [withdrawalId] = ids;
    expect(await movementsOf(vendorId)).toMatchObject([
      { kind: 'deposit', balanceMinor: 50_000n },
      { kind: 'withdrawal', causeId: withdrawalId, amountMinor: -12_050n, balanceMinor: 37_950n },
    ]);
    expect(await toldOf(vendorId)).toMatchObject([{ key: vendorId, data: { withdrawalId, amountMinor: 12_050n, reference: 'EFT 1' } }]);
  });

  it('is refused under a key that was another one, and in another currency', async () => {
    const [vendorId, other] = [await vendorWith('500'), await vendorWith('500')];
    const idempotencyKey = newKey();
    await withdraw(vendorId, '1.00', { idempotencyKey, reason: 'closes down' });

    await expect(withdraw(vendorId, '1.01', { idempotencyKey, reason: 'closes down' })).rejects.toMatchObject(
      code('idempotency_key_reused'),
    );
    await expect(withdraw(other, '1.00', { idempotencyKey, reason: 'closes down' })).rejects.toMatchObject(code('idempotency_key_reused'));
    await expect(withdraw(vendorId, '1.00', { idempotencyKey })).rejects.toMatchObject(code('idempotency_key_reused'));
    await expect(withdraw(vendorId, '1', { currency: 'USD' })).rejects.toMatchObject(code('currency_mismatch'));
    await expect(withdraw(vendorId, '0')).rejects.toMatchObject(code('amount_invalid'));
    expect(await withdraw(vendorId, '1.00', { idempotencyKey }, bob)).toMatchObject({ replayed: false });
    expect(await floatOf(vendorId)).toBe(49_800n);
  });

  it('is never more than is held: what the float may go below nothing is no money of the vendor’s', async () => {
    const vendorId = await vendorWith('100');
    await vending.get(SetFloatLimit).execute(ann, { vendorId, floatLimit: '1000' });

    await expect(withdraw(vendorId, '100.01')).rejects.toMatchObject(code('withdrawal_exceeds_float'));
    expect(await movementsOf(vendorId)).toHaveLength(1);
    expect(await toldOf(vendorId)).toEqual([]);

    expect(await withdraw(vendorId, '100')).toMatchObject({ vendor: { floatMinor: 0n } });
  });

  it('and sales that race for the last money of a float never take more than there is', async () => {
    const vendorId = await vendorWith('1000');
    const meters = await Promise.all(Array.from({ length: 12 }, () => vending.createMeter.execute(staff(), newMeter())));

    const outcomes = await Promise.allSettled([
      ...meters.map(({ meterNumber }, nth) => vending.sell(meterNumber, `races-withdrawals-${nth}`, { vendorId })),
      ...Array.from({ length: 12 }, (_, nth) => withdraw(vendorId, '100', {}, person(`racer-${nth}`))),
    ]);

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect(await floatOf(vendorId)).toBe(0n);
    const movements = await movementsOf(vendorId);
    expect(movements.map(({ position }) => position)).toEqual(Array.from({ length: 11 }, (_, nth) => BigInt(nth + 1)));
    let balance = 0n;
    for (const { amountMinor, balanceMinor } of movements) expect(balanceMinor).toBe((balance += amountMinor));
  });

  it('is no vendor’s user’s to make, whatever other roles it has', async () => {
    const vendorId = await vendorWith('100');

    await expect(withdraw(vendorId, '1', {}, person('shop', { roles: ['clerk', 'operator'], vendorId }))).rejects.toMatchObject(
      code('staff_required'),
    );
  });

  it('is listed newest first, page by page, for staff and for its own vendor alone', async () => {
    const [vendorId, other] = [await vendorWith('500'), await vendorWith('500')];
    for (const amount of ['1', '2', '3']) await withdraw(vendorId, amount, { reference: `EFT ${amount}` });
    await withdraw(other, '4');
    const pageOf = (caller: Principal, cursor?: string) =>
      vending.get(FindWithdrawals).execute(caller, { vendorId, limit: 2, ...(cursor === undefined ? {} : { cursor }) });
    const own = person('shop', { roles: ['vendor'], vendorId });

    const first = await pageOf(ann);
    expect((await pageOf(own)).items).toEqual(first.items);
    const second = await pageOf(ann, first.nextCursor);
    const all = [...first.items, ...second.items];
    expect(second.nextCursor).toBeUndefined();
    expect(all.map(({ reference }) => reference).toSorted()).toEqual(['EFT 1', 'EFT 2', 'EFT 3']);
    const times = all.map(({ withdrawnAt }) => withdrawnAt.getTime());
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    await expect(pageOf(person('shop', { roles: ['vendor'], vendorId: other }))).rejects.toMatchObject(code('vendor_not_yours'));
    await expect(pageOf(person('ann', { utility: 'another' }))).rejects.toMatchObject(code('vendor_unknown'));
  });

  it('is what the service’s own role can neither change nor remove', async () => {
    const vendorId = await vendorWith('100');
    await withdraw(vendorId, '1');

    for (const statement of ['update vendor_withdrawal set amount_minor = 2', 'delete from vendor_withdrawal']) {
      await expect(vending.run((tx) => sql(tx, statement))).rejects.toThrow('permission denied');
    }
    await expect(vending.owner.query('update vendor_withdrawal set amount_minor = 2')).rejects.toThrow('only grows');
  });
});

describe('a withdrawal above what one person may pay back', () => {
  it('is made once a second person says so too; both are named, and the key is answered by it from then on', async () => {
    const vendorId = await vendorWith('1000000');
    await vending.get(ChangePolicy).execute(ann, {
      ...{ depositApprovalAbove: '1000000', floatLimitApprovalAbove: '1000000', withdrawalApprovalAbove: '100' },
    });
    const idempotencyKey = newKey();

    const waiting = waitingOf(await withdraw(vendorId, '100.01', { idempotencyKey }));
    expect(await floatOf(vendorId)).toBe(100_000_000n);
    expect(waitingOf(await withdraw(vendorId, '100.01', { idempotencyKey })).changeId).toBe(waiting.changeId);
    await expect(withdraw(vendorId, '100.02', { idempotencyKey })).rejects.toMatchObject(code('idempotency_key_reused'));
    await expect(decide(ann, waiting)).rejects.toMatchObject(code('second_person_required'));

    await decide(bob, waiting);

    expect(await withdraw(vendorId, '100.01', { idempotencyKey })).toMatchObject({
      replayed: true,
      withdrawal: { withdrawalId: waiting.changeId, requestedBy: { username: 'ann' }, approvedBy: 'bob' },
      vendor: { floatMinor: 99_989_999n },
    });
    expect(await toldOf(vendorId)).toHaveLength(1);
    expect(await withdraw(vendorId, '100.00')).toMatchObject({ replayed: false, vendor: { floatMinor: 99_979_999n } });
  });

  it('is not made where the float does not hold it any more, and waits on; refused, its key stays what it was', async () => {
    const vendorId = await vendorWith('1000');
    const idempotencyKey = newKey();
    const waiting = waitingOf(await withdraw(vendorId, '900', { idempotencyKey }));
    await withdraw(vendorId, '100');
    await withdraw(vendorId, '0.01');

    await expect(decide(bob, waiting)).rejects.toMatchObject(code('withdrawal_exceeds_float'));
    expect(await floatOf(vendorId)).toBe(89_999n);

    await decide(ann, waiting, 'too late');
    expect(waitingOf(await withdraw(vendorId, '900', { idempotencyKey }))).toMatchObject({
      changeId: waiting.changeId,
      decision: { state: 'refused', refusal: 'too late' },
    });
    expect(await floatOf(vendorId)).toBe(89_999n);
  });

  it('is what deposits are until a policy says otherwise, and more of it by one person takes two', async () => {
    const utility = 'withdraws';
    const [asks, decides] = [person('ann', { utility }), person('bob', { utility })];
    const change = (withdrawalApprovalAbove?: string) =>
      vending.get(ChangePolicy).execute(asks, { depositApprovalAbove: '50', floatLimitApprovalAbove: '0', withdrawalApprovalAbove });
    const current = () => vending.get(FindPolicy).execute(asks);
    await change('50');
    await vending.owner.query(`update vendor_policy set withdrawal_approval_above_minor = null where utility = $1`, [utility]);

    expect(await current()).toMatchObject({ withdrawalApprovalAboveMinor: 5_000n });
    const waiting = waitingOf(await change('60'));
    expect(await current()).toMatchObject({ withdrawalApprovalAboveMinor: 5_000n });
    await decide(decides, waiting);
    expect(await current()).toMatchObject({ withdrawalApprovalAboveMinor: 6_000n });
    await change();
    expect(await current()).toMatchObject({ withdrawalApprovalAboveMinor: 6_000n });
  });
});
