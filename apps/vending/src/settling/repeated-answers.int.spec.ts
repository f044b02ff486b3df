import { TokenIssued, TokenRefused } from '@openprepay/contracts/key-management';
import { TokenAccepted, TokenRejected } from '@openprepay/contracts/telemetry';
import { VendCompleted, VendFailed } from '@openprepay/contracts/vending';
import { systemClock } from '@openprepay/persistence/clock';
import { flightsOf } from '@openprepay/testing/flights';
import { newMeter } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issuedFor, publishDefault, refusedFor, staff, startVending, type Vending } from '../../test/fixture.js';
import type { Vend } from '../vend/vend.js';

let vending: Vending;
beforeAll(async () => {
  vending = await startVending();
  await publishDefault(vending);
});
afterAll(() => vending.stop());

let lastKey = 0;
const sell = async (): Promise<Vend> => {
  const { meterNumber } = await vending.createMeter.execute(staff(), newMeter());
  return (await vending.sell(meterNumber, `answered-${(lastKey += 1)}`)).vend;
};
const stored = ({ vendId }: Vend): Promise<Vend> => vending.findVend.execute(staff(), { vendId });
const remembered = async (): Promise<number> => (await vending.owner.query('select 1 from inbox')).rows.length;
const told = async (vend: Vend): Promise<number> =>
  [...(await vending.events(VendCompleted)), ...(await vending.events(VendFailed))].filter(({ data }) => data.vendId === vend.vendId)
    .length;

describe('an answer of the vault that is delivered again', () => {
  it('changes nothing, and the inbox need not remember it', async () => {
    const [sold, refused] = [await sell(), await sell()];
    const [issue, refusal] = [issuedFor(sold), refusedFor(refused)];
    const ids = [systemClock.newId()];

    for (let times = 0; times < 2; times++) {
      await vending.deliver(TokenIssued, [issue], { ids });
      await vending.deliver(TokenRefused, [refusal], { ids: [systemClock.newId()] });
    }

    expect((await stored(sold)).outcome).toMatchObject({ state: 'completed', tokens: issue.tokens });
    expect((await stored(refused)).outcome.state).toBe('failed');
    expect([await told(sold), await told(refused)]).toEqual([1, 1]);
    expect(await remembered()).toBe(0);
  });
});

describe('a report of a meter that is delivered again', () => {
  const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 10, 9, 0, seconds));
  const deliveryOf = (vend: Vend) => ({
    vendId: vend.vendId,
    deliveryId: vend.vendId,
    meterNumber: vend.meter.meterNumber,
    meterPan: vend.meter.meterPan,
  });
  const reject = (vend: Vend, code: 'crc' | 'used', rejectedAt: Date): Promise<void> =>
    vending.deliver(TokenRejected, [{ ...deliveryOf(vend), code, rejectedAt }]);

  it('takes the place of no later one, in whichever order they come', async () => {
    const vend = await sell();
    await vending.deliver(TokenIssued, [issuedFor(vend)]);

    await reject(vend, 'crc', at(1));
    await reject(vend, 'used', at(2));
    await reject(vend, 'crc', at(1));
    expect((await stored(vend)).delivery).toEqual({ state: 'rejected', code: 'used', at: at(2) });

    await vending.deliver(TokenAccepted, [{ ...deliveryOf(vend), creditRemaining: '1.5', alreadyCredited: false, acceptedAt: at(0) }]);
    await reject(vend, 'used', at(3));
    expect((await stored(vend)).delivery).toEqual({ state: 'credited', creditRemaining: '1.5', at: at(0) });
    expect(await remembered()).toBe(0);
  });
});

describe('a batch of answers', () => {
  const completing = (vends: readonly Vend[]) =>
    vending.run(async (tx) => (await flightsOf(() => vending.completeVends.execute(tx, vends.map(issuedFor)))).trips);

  it('completes its vends in two round trips to the database, however many they are', async () => {
    const vends = await Promise.all(Array.from({ length: 20 }, sell));

    expect(await completing(vends.slice(0, 1))).toBe(2);
    expect(await completing(vends.slice(1))).toBe(2);

    const numbers = (await Promise.all(vends.map(stored))).map(({ outcome }) =>
      outcome.state === 'completed' ? outcome.receiptNumber : '',
    );
    const last = Math.max(...numbers.map(Number));
    expect(numbers.map(Number).toSorted((one, other) => one - other)).toEqual(Array.from({ length: 20 }, (_, nth) => last - 19 + nth));
  });

  it('of many processes at once leaves no gap between receipts, not even with the utility’s first', async () => {
    const utility = 'first-receipts';
    await publishDefault(vending, undefined, utility);
    const vends = await Promise.all(
      Array.from({ length: 12 }, async (_, nth) => {
        const { meterNumber } = await vending.createMeter.execute(staff(utility), newMeter());
        return (await vending.sell(meterNumber, `first-receipt-${nth}`, { utility })).vend;
      }),
    );

    await Promise.all(vends.map((vend) => vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(vend)]), utility)));

    const { rows } = await vending.owner.query<{ readonly number: string }>(
      'select receipt_number as number from vend where utility = $1 order by 1',
      [utility],
    );
    expect(rows.map(({ number }) => Number(number))).toEqual(Array.from({ length: 12 }, (_, nth) => nth + 1));
  });
});
