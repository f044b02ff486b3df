import { PricingHeartbeat } from '@openprepay/contracts/billing';
import { TariffApplied } from '@openprepay/contracts/vending';
import { whileTaking } from '@openprepay/testing/broken-table';
import { flatTariff } from '@openprepay/testing/tariff';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Billing, clerkOf, startBilling } from '../../test/fixture.js';
import { SendHeartbeats } from './send-heartbeats.js';

let billing: Billing;
beforeAll(async () => {
  billing = await startBilling({ TARIFF_LEAD_MINUTES: '15', PRICING_HEARTBEAT_MS: '60000' });
});
afterAll(() => billing.stop());

const publish = (utility: string, tariffCode: string, validFrom: string) =>
  billing.publishTariff.execute(clerkOf(utility), flatTariff({ tariffCode, validFrom }));
const beat = () => billing.get(SendHeartbeats).execute();
const beatsOf = async (utility: string) =>
  (await billing.events(PricingHeartbeat)).filter((event) => event.utility === utility).map(({ data }) => data);
/** As if the time between two heartbeats had passed. */
const waitOver = () => billing.owner.query(`update pricing_heartbeat set beat_at = beat_at - interval '60 s'`);

describe('pricing heartbeats', () => {
  it('name the versions that vending has not said to have, and the defaults’ revisions', async () => {
    await publish('named', 'ONE', '2026-01-01T00:00:00Z');
    await publish('named', 'ONE', '2027-01-01T00:00:00Z');
    await billing.deliver(TariffApplied, [{ tariffCode: 'ONE', version: 1, appliedAt: new Date() }], { utility: 'named' });

    await beat();

    expect(await beatsOf('named')).toMatchObject([
      {
        unconfirmed: [{ tariffCode: 'ONE', version: 2, validFrom: new Date('2027-01-01T00:00:00Z') }],
        defaults: [{ commodity: 'electricity', revision: 1 }],
      },
    ]);
  });

  it('promise that nothing begins unheard of within the lead, by the database’s clock', async () => {
    await publish('promised', 'ONE', '2026-01-01T00:00:00Z');

    const before = Date.now();
    await beat();
    const after = Date.now();

    const [{ asOf, completeUntil } = {}] = await beatsOf('promised');
    expect(asOf!.getTime()).toBeGreaterThanOrEqual(before - 1_000);
    expect(asOf!.getTime()).toBeLessThanOrEqual(after + 1_000);
    expect(completeUntil!.getTime() - asOf!.getTime()).toBe(13 * 60_000);
  });

  it('are sent for each utility by itself, whatever keeps another’s from being sent', async () => {
    for (const utility of ['aaa', 'whole']) await publish(utility, 'ONE', '2026-01-01T00:00:00Z');

    await whileTaking(billing.owner, { table: 'outbox', only: `utility <> 'aaa'` }, beat);
    expect([(await beatsOf('aaa')).length, (await beatsOf('whole')).length]).toEqual([0, 1]);

    await beat();
    expect([(await beatsOf('aaa')).length, (await beatsOf('whole')).length]).toEqual([1, 1]);
  });

  it('are sent once each time, however many instances look, and to nobody without a tariff', async () => {
    await publish('once', 'ONE', '2026-01-01T00:00:00Z');

    await Promise.all(Array.from({ length: 6 }, beat));
    expect(await beatsOf('once')).toHaveLength(1);
    await beat();
    expect(await beatsOf('once')).toHaveLength(1);
    await waitOver();
    await Promise.all(Array.from({ length: 6 }, beat));

    expect(await beatsOf('once')).toHaveLength(2);
    expect(await beatsOf('nobody')).toEqual([]);
  });
});
