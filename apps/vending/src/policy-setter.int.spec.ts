import type { Principal } from '@openprepay/contracts/identity';
import { newMeter } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issuedFor, publishDefault, staff, startVending, type Vending } from '../test/fixture.js';
import { ChangeFreeIssuePolicy } from './free-issues/change-free-issue-policy.js';
import { GiveFreeIssue } from './free-issues/give-free-issue.js';
import { ChangeReversalPolicy } from './reversals/change-reversal-policy.js';
import { ReverseVend } from './reversals/reverse-vend.js';
import { ChangeTokenPolicy } from './token-orders/change-token-policy.js';
import { OrderToken } from './token-orders/order-token.js';

let vending: Vending;
beforeAll(async () => {
  vending = await startVending();
});
afterAll(() => vending.stop());

let keys = 0;
let utilities = 0;
/** A utility of its own, and its people. */
async function utility() {
  const name = `setter-${++utilities}`;
  await publishDefault(vending, undefined, name);
  const person = (subject: string, inOwnHands = true): Principal => ({ ...staff(name), subject, username: subject, inOwnHands });
  const meter = async () => (await vending.createMeter.execute(staff(name), newMeter())).meterNumber;
  return { name, person, meter };
}
type Utility = Awaited<ReturnType<typeof utility>>;

/** Each policy: letting one person do it, and whether one person has done it alone. */
const POLICIES = {
  'gives units': {
    loosen: (by: Principal) => vending.get(ChangeFreeIssuePolicy).execute(by, { unitsApprovalAbove: '900' }),
    tighten: (by: Principal) => vending.get(ChangeFreeIssuePolicy).execute(by, { unitsApprovalAbove: '0' }),
    async alone(by: Principal, { meter }: Utility): Promise<boolean> {
      const asked = { meterNumber: await meter(), units: '60', reason: 'fault', idempotencyKey: `setter-key-${++keys}` };
      return 'vend' in (await vending.get(GiveFreeIssue).execute(by, asked));
    },
  },
  'takes a sale back': {
    loosen: (by: Principal) =>
      vending.get(ChangeReversalPolicy).execute(by, { mode: 'until-delivered', minutes: undefined, approval: false }),
    tighten: (by: Principal) =>
      vending.get(ChangeReversalPolicy).execute(by, { mode: 'until-delivered', minutes: undefined, approval: true }),
    async alone(by: Principal, { name, meter }: Utility): Promise<boolean> {
      const { vend } = await vending.sell(await meter(), `setter-key-${++keys}`, { utility: name });
      await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(vend)]), name);
      const { reversal } = await vending.get(ReverseVend).execute(by, { vendId: vend.vendId, reason: 'wrong meter' });
      return reversal.decision !== undefined;
    },
  },
  'clears credit': {
    loosen: (by: Principal) => vending.get(ChangeTokenPolicy).execute(by, { approval: [], limits: [] }),
    tighten: (by: Principal) => vending.get(ChangeTokenPolicy).execute(by, { approval: ['clear-credit'], limits: [] }),
    async alone(by: Principal, { meter }: Utility): Promise<boolean> {
      const asked = {
        meterNumber: await meter(),
        kind: 'clear-credit',
        parameters: { register: 'all' },
        reason: 'fault',
        idempotencyKey: `setter-key-${++keys}`,
      } as const;
      const { order } = await vending.get(OrderToken).execute(by, asked);
      return order.request !== undefined;
    },
  },
};

describe.each(Object.entries(POLICIES))('whoever %s alone', (_what, { loosen, tighten, alone }) => {
  it('does so by another’s word', async () => {
    const { person, ...of } = await utility();
    await loosen(person('boss'));

    expect(await alone(person('boss'), { person, ...of })).toBe(false);
    expect(await alone(person('engineer'), { person, ...of })).toBe(true);
  });

  it('is not whoever an administrator has just made: they may be the one whose word it is', async () => {
    const of = await utility();
    await loosen(of.person('boss'));

    expect(await alone(of.person('made-by-boss', false), of)).toBe(false);
  });

  it('does not do so by the word of an account that somebody has just made', async () => {
    const of = await utility();
    await loosen(of.person('made-by-boss', false));

    expect(await alone(of.person('boss'), of)).toBe(false);
  });

  it('is bound by what others had said before, however often their own accounts say something else', async () => {
    const of = await utility();
    await tighten(of.person('honest'));
    await loosen(of.person('boss'));
    await loosen(of.person('made-by-boss', false));
    await loosen(of.person('boss'));

    expect(await alone(of.person('boss'), of)).toBe(false);
    expect(await alone(of.person('made-by-boss', false), of)).toBe(false);
    expect(await alone(of.person('engineer'), of)).toBe(true);
  });
});
