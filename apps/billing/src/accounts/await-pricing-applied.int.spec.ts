import { PricingApplied } from '@openprepay/contracts/vending';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Billing, clerkOf, openAccount, startBilling } from '../../test/fixture.js';
import { AwaitPricingApplied } from './await-pricing-applied.js';

/** Longer than any test may take: whoever waits is woken, or the test fails. */
const LONG_MS = '30000';

let patient: Billing;
let hasty: Billing;
beforeAll(async () => {
  patient = await startBilling({ PRICING_ACK_WAIT_MS: LONG_MS });
  hasty = await startBilling({ PRICING_ACK_WAIT_MS: '0' });
});
afterAll(() => Promise.all([patient.stop(), hasty.stop()]));

const applied = (accountNumber: string, revision: number) =>
  patient.deliver(PricingApplied, [{ accountNumber, revision, appliedAt: new Date('2026-11-10T08:00:00Z') }]);
const wait = (billing: Billing, accountNumber: string, pricingRevision: number) =>
  billing.get(AwaitPricingApplied).execute(clerkOf(), { accountNumber, pricingRevision });

describe('waiting for vending to price an account', () => {
  it('ends when vending says that it prices by the revision', async () => {
    await openAccount(patient, 'W-1');
    let answered = false;
    const waiting = wait(patient, 'W-1', 2).then(() => (answered = true));

    await applied('W-1', 1);
    expect(answered).toBe(false);
    await applied('W-1', 2);

    await waiting;
  });

  it('ends at once where vending prices by a later one, whatever it said afterwards of earlier ones', async () => {
    await openAccount(patient, 'W-2');
    await applied('W-2', 3);
    await applied('W-2', 1);

    await wait(patient, 'W-2', 3);
  });

  it('ends when its time is up: the change is stored and will be applied', async () => {
    await openAccount(hasty, 'W-3');

    await wait(hasty, 'W-3', 1);
  });
});
