import type { Principal } from '@openprepay/contracts/identity';
import { UTILITY } from '@openprepay/testing/identity';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { staff, startVending, type Vending } from '../../test/fixture.js';
import { hold } from '../../test/held.js';
import { FindCommission } from '../commissions/find-commission.js';
import { listedToApi } from '../commissions/commission-api.js';
import { ChangePolicy } from './change-policy.js';
import { DecideChange } from './decide-change.js';
import { FindChanges } from './find-changes.js';
import { FindPolicy } from './find-policy.js';
import { SetCommission } from './set-commission.js';
import { SetFloatLimit } from './set-float-limit.js';
import type { VendorChange } from './vendor-change.js';

const HOUR_MS = 3_600_000;
const person = (name: string): Principal => ({ ...staff(), subject: name, username: name });
const [ann, bob, eve] = [person('ann'), person('bob'), person('eve')];

let vending: Vending;
let vendorId: string;
beforeAll(async () => {
  vending = await startVending({ poolSize: 12 });
});
afterAll(() => vending.stop());

const waitingOf = (outcome: object): VendorChange => {
  if (!('waiting' in outcome) || outcome.waiting === undefined) throw new Error('nothing waits');
  return outcome.waiting as VendorChange;
};
const approve = (caller: Principal, { changeId }: VendorChange) =>
  vending.get(DecideChange).execute(caller, { changeId, refusal: undefined });
const decisionOn = async ({ changeId }: VendorChange) =>
  (await vending.get(FindChanges).execute(staff(), { limit: 100 })).items.find((change) => change.changeId === changeId)?.decision;
const DECIDED = { code: 'vending.vendor_change_decided' };

const sayPolicy = (deposits: string, by = ann) =>
  vending.get(ChangePolicy).execute(by, { depositApprovalAbove: deposits, floatLimitApprovalAbove: '100' });
const policy = async () => (await vending.get(FindPolicy).execute(ann)).depositApprovalAboveMinor;
const sayLimit = (floatLimit: string, by = ann, of = vendorId) => vending.get(SetFloatLimit).execute(by, { vendorId: of, floatLimit });
const limit = async () => (await vending.findVendor.execute(staff(), { vendorId })).floatLimitMinor;
const sayCommission = (percent: string, by = ann, of = vendorId, effectiveFrom?: Date) =>
  vending.get(SetCommission).execute(by, {
    vendorId: of,
    commission: [{ kind: 'credit', percent }],
    effectiveFrom: effectiveFrom?.toISOString(),
  });
const commission = async () => {
  const { said } = await vending.get(FindCommission).current(staff(), { vendorId });
  return said?.rules.map(({ rate }) => ('percentTenThousandths' in rate ? rate.percentTenThousandths : undefined))[0];
};
const listed = async () => {
  const { vendor, page } = await vending.get(FindCommission).versions(staff(), { vendorId, limit: 10 });
  return page.items.map((said) => listedToApi(vendor, said));
};

/** What stands of each kind is 500, or 5 %. */
beforeEach(async () => {
  await sayPolicy('100');
  ({ vendorId } = await vending.createVendor.execute(staff(), { name: 'shop' }));
  await approve(bob, waitingOf(await sayPolicy('500')));
  await approve(bob, waitingOf(await sayLimit('500')));
  await approve(bob, waitingOf(await sayCommission('5')));
});

/** Of each kind: asking for more, saying less at once, what stands then, and what whoever changes it holds. */
const KINDS = [
  {
    kind: 'a policy',
    more: () => sayPolicy('900'),
    evenMore: () => sayPolicy('1000'),
    less: () => sayPolicy('300', eve),
    lesser: () => sayPolicy('200', eve),
    stands: policy,
    figures: { less: 30_000n, lesser: 20_000n, more: 90_000n, evenMore: 100_000n },
    held: `select pg_advisory_xact_lock(hashtextextended('vendor policy ' || $1, 0)), $2::text`,
  },
  {
    kind: 'a float limit',
    more: () => sayLimit('900'),
    evenMore: () => sayLimit('1000'),
    less: () => sayLimit('300', eve),
    lesser: () => sayLimit('200', eve),
    stands: limit,
    figures: { less: 30_000n, lesser: 20_000n, more: 90_000n, evenMore: 100_000n },
    held: 'select 1 from vendor where utility = $1 and vendor_id = $2::text::uuid for update',
  },
  {
    kind: 'a commission',
    more: () => sayCommission('9'),
    evenMore: () => sayCommission('10'),
    less: () => sayCommission('3', eve),
    lesser: () => sayCommission('2', eve),
    stands: commission,
    figures: { less: 30_000n, lesser: 20_000n, more: 90_000n, evenMore: 100_000n },
    held: `select pg_advisory_xact_lock(hashtextextended('commission ' || $1 || ' ' || $2, 0))`,
  },
] as const;

describe.each(KINDS)('more of $kind that waits for a second person', ({ more, evenMore, less, lesser, stands, figures, held }) => {
  it('is not approved once somebody has said otherwise: it is listed as refused, by whom and why', async () => {
    const waiting = waitingOf(await more());
    vending.clock.advance(HOUR_MS);
    await less();

    await expect(approve(bob, waiting)).rejects.toMatchObject(DECIDED);

    expect(await stands()).toBe(figures.less);
    expect(await decisionOn(waiting)).toMatchObject({
      ...{ state: 'refused', decidedBy: { username: 'eve' }, decidedAt: vending.clock.now() },
      refusal: 'eve has said otherwise since it was asked for',
    });
  });

  it('is not approved after what was asked for later was; the other way round each is', async () => {
    const [earlier, later] = [waitingOf(await more()), waitingOf(await evenMore())];
    await approve(bob, later);
    await expect(approve(bob, earlier)).rejects.toMatchObject(DECIDED);
    expect(await stands()).toBe(figures.evenMore);

    await less();
    const [first, second] = [waitingOf(await more()), waitingOf(await evenMore())];
    await approve(bob, first);
    expect(await stands()).toBe(figures.more);
    await approve(bob, second);
    expect(await stands()).toBe(figures.evenMore);
  });

  it.each(['approved', 'less'])('never stands where it is approved while somebody says less, whoever is first: %s', async (first) => {
    const waiting = waitingOf(await more());
    const holder = await hold(vending, held, [UTILITY, vendorId]);
    const approving = () => approve(bob, waiting);
    const inTurn = first === 'approved' ? [approving, less] : [less, approving];
    const outcomes: Promise<PromiseSettledResult<unknown>[]>[] = [];
    for (const [nth, says] of inTurn.entries()) {
      outcomes.push(Promise.allSettled([says()]));
      await holder.waiting(nth + 1);
    }
    await holder.release();

    const [one, other] = (await Promise.all(outcomes)).flat();
    expect(one).toMatchObject({ status: 'fulfilled' });
    expect(other).toMatchObject(first === 'approved' ? { status: 'fulfilled' } : { status: 'rejected', reason: DECIDED });
    expect(await stands()).toBe(figures.less);
  });

  it('is not said by one of two who both say less at once', async () => {
    const holder = await hold(vending, held, [UTILITY, vendorId]);
    const both = Promise.all([lesser(), less()]);
    await holder.waiting(2);
    await holder.release();
    await both;

    expect(await stands()).toBe(figures.lesser);
  });
});

it('what waits for another vendor, and what waits of another kind, goes on waiting', async () => {
  const other = (await vending.createVendor.execute(staff(), { name: 'other' })).vendorId;
  const waiting = [
    waitingOf(await sayLimit('900', ann, other)),
    waitingOf(await sayCommission('9', ann, other)),
    waitingOf(await vending.depositFloat.execute(ann, { vendorId, amount: '5000', currency: 'KES', reference: `of ${vendorId}` })),
  ];
  await sayLimit('300');
  await sayCommission('3');
  await sayPolicy('300');

  for (const change of waiting) expect(await decisionOn(change)).toBeUndefined();
  for (const change of waiting) await approve(bob, change);
});

describe('more commission that two people have agreed on for later', () => {
  it('is listed with the word that ended it before it began', async () => {
    await approve(bob, waitingOf(await sayCommission('9', ann, vendorId, new Date(vending.clock.now().getTime() + 2 * HOUR_MS))));
    vending.clock.advance(HOUR_MS);
    const changedAt = vending.clock.now().toISOString();
    await sayCommission('3', eve);
    await sayCommission('2', eve);
    vending.clock.advance(2 * HOUR_MS);

    expect(await commission()).toBe(20_000n);
    const [last, third, second, first] = await listed();
    expect(second).toMatchObject({ version: 2, endedBy: { version: 3, changedAt, changedBy: 'eve' } });
    for (const begun of [last, third, first]) expect(begun).not.toHaveProperty('endedBy');
  });

  it('begins where what is less was to begin after it', async () => {
    const later = (hours: number) => new Date(vending.clock.now().getTime() + hours * HOUR_MS);
    await approve(bob, waitingOf(await sayCommission('9', ann, vendorId, later(1))));
    await sayCommission('3', eve, vendorId, later(2));
    vending.clock.advance(HOUR_MS);

    expect(await commission()).toBe(90_000n);
    expect((await listed()).filter(({ endedBy }) => endedBy)).toEqual([]);
  });
});
