import type { Principal } from '@openprepay/contracts/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { staff, startVending, type Vending } from '../../test/fixture.js';
import { FindCommission } from '../commissions/find-commission.js';
import type { WrittenRule } from '../commissions/read-rules.js';
import { ChangePolicy } from './change-policy.js';
import { changeToApi } from './floats-api.js';
import { DecideChange } from './decide-change.js';
import { SetCommission, type CommissionSet } from './set-commission.js';
import type { VendorChange } from './vendor-change.js';

const HOUR_MS = 3_600_000;
const person = (name: string): Principal => ({ ...staff(), subject: name, username: name });
const [ann, bob] = [person('ann'), person('bob')];

let vending: Vending;
beforeAll(async () => {
  vending = await startVending();
  await vending.get(ChangePolicy).execute(ann, { depositApprovalAbove: '1000', floatLimitApprovalAbove: '0' });
});
afterAll(() => vending.stop());

const newVendor = async (): Promise<string> => (await vending.createVendor.execute(staff(), { name: 'shop' })).vendorId;
const say = (vendorId: string, commission: readonly WrittenRule[], effectiveFrom?: Date): Promise<CommissionSet> =>
  vending.get(SetCommission).execute(ann, { vendorId, commission, effectiveFrom: effectiveFrom?.toISOString() });
const waitingOf = (outcome: CommissionSet): VendorChange => ('waiting' in outcome ? outcome.waiting : expect.fail('it waits for nobody'));
const decide = (caller: Principal, { changeId }: VendorChange, refusal?: string) =>
  vending.get(DecideChange).execute(caller, { changeId, refusal });
const current = async (vendorId: string) => (await vending.get(FindCommission).current(staff(), { vendorId })).said;
const percent = (share: string): readonly WrittenRule[] => [{ kind: 'credit', percent: share }];

describe('a commission of a utility that has said which deposits take two people', () => {
  it('is more once a second person says so too, from then on, and both are named', async () => {
    const vendorId = await newVendor();

    const waiting = waitingOf(await say(vendorId, percent('5')));
    expect(changeToApi(waiting)).toMatchObject({ change: 'commission', vendorId, commission: [{ kind: 'credit', percent: '5' }] });
    expect(await current(vendorId)).toBeUndefined();
    await expect(decide(ann, waiting)).rejects.toMatchObject({ code: 'vending.second_person_required' });
    vending.clock.advance(HOUR_MS);
    await decide(bob, waiting);

    expect(await current(vendorId)).toMatchObject({
      ...{ version: 1, changedBy: 'ann', effectiveFrom: vending.clock.now() },
      rules: [{ kind: 'credit', rate: { percentTenThousandths: 50_000n } }],
    });
  });

  it('begins when it was to begin, where that is later', async () => {
    const vendorId = await newVendor();
    const later = new Date(vending.clock.now().getTime() + HOUR_MS);

    await decide(bob, waitingOf(await say(vendorId, percent('5'), later)));

    expect(await current(vendorId)).toBeUndefined();
    vending.clock.advance(HOUR_MS);
    expect(await current(vendorId)).toMatchObject({ effectiveFrom: later });
  });

  it('is less by one person, and is not made more again by saying less before', async () => {
    const vendorId = await newVendor();
    await decide(bob, waitingOf(await say(vendorId, percent('5'))));

    expect(await say(vendorId, percent('4'))).toMatchObject({ said: { version: 2 } });
    expect(await say(vendorId, [], new Date(vending.clock.now().getTime() + HOUR_MS))).toMatchObject({ said: { version: 3 } });
    waitingOf(await say(vendorId, percent('4')));
    waitingOf(await say(vendorId, percent('5')));
    waitingOf(await say(vendorId, [{ kind: 'credit', perVend: '0.01' }]));
    waitingOf(await say(vendorId, [{ kind: 'free-basic', perVend: '1' }]));
    expect(await say(vendorId, [{ kind: 'debt', percent: '0' }])).toMatchObject({ said: { version: 4 } });
  });

  it('is not what it was again because that was said from later on before it became less', async () => {
    const vendorId = await newVendor();
    await decide(bob, waitingOf(await say(vendorId, percent('5'))));
    await say(vendorId, percent('5'), new Date(vending.clock.now().getTime() + HOUR_MS));

    await say(vendorId, percent('4'));
    vending.clock.advance(2 * HOUR_MS);

    expect(await current(vendorId)).toMatchObject({ version: 3, rules: [{ rate: { percentTenThousandths: 40_000n } }] });
  });

  it('takes two people where it is more than what is to be in force when it begins, though not than now', async () => {
    const vendorId = await newVendor();
    const from = (hours: number) => new Date(vending.clock.now().getTime() + hours * HOUR_MS);
    await decide(bob, waitingOf(await say(vendorId, percent('5'))));
    await say(vendorId, percent('1'), from(1));
    await decide(bob, waitingOf(await say(vendorId, percent('6'), from(3))));

    waitingOf(await say(vendorId, percent('5'), from(2)));
    expect(await say(vendorId, percent('1'), from(2))).toMatchObject({ said: { version: 4 } });
  });

  it('stays what it was where a second person refuses', async () => {
    const vendorId = await newVendor();

    await decide(bob, waitingOf(await say(vendorId, percent('90'))), 'a slip of a digit');

    expect(await current(vendorId)).toBeUndefined();
  });
});
