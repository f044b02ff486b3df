import { ReceiptsMissing } from '@openprepay/contracts/billing';
import { ReceiptsStated } from '@openprepay/contracts/vending';
import { UTILITY } from '@openprepay/testing/identity';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type Billing, clerkOf, startBilling, vendOf } from '../../test/fixture.js';
import { ReadReceipts } from './read-receipts.js';
import { WatchReceipts } from './watch-receipts.js';

let billing: Billing | undefined;
const open = async (): Promise<Billing> => {
  await billing?.stop();
  billing = await startBilling();
  return billing;
};
afterAll(() => billing?.stop());

const receipt = (number: number) => vendOf({ receiptNumber: String(number).padStart(10, '0') });
const book = (on: Billing, ...numbers: readonly number[]) => on.bookVends(numbers.map(receipt));
const watch = (on: Billing) => on.get(WatchReceipts).execute();
const state = (on: Billing, receiptsThrough: number) =>
  on.deliver(ReceiptsStated, [{ receiptsThrough, statedAt: on.clock.now() }], { utility: UTILITY });
const asked = async (on: Billing) => (await on.events(ReceiptsMissing)).map(({ data }) => data.receipts);
const pass = (on: Billing, minutes: number): void => on.clock.advance(minutes * 60_000);
const receipts = async (on: Billing) => {
  const { bookedThrough, knownThrough, ranges } = await on.get(ReadReceipts).execute(clerkOf());
  return { bookedThrough, knownThrough, ranges };
};

describe('the watch over receipts', () => {
  let on: Billing;
  beforeEach(async () => {
    on = await open();
  });

  it('finds a vend whose event was lost, has it sent again, and books it once', async () => {
    const lost = receipt(3);
    await book(on, 1, 2, 4);
    await watch(on);
    expect(await asked(on)).toEqual([]);

    pass(on, 5);
    await Promise.all([watch(on), watch(on)]);
    expect(await asked(on)).toEqual([[{ first: 3, last: 3 }]]);
    expect(await receipts(on)).toEqual({ bookedThrough: 2, knownThrough: 4, ranges: [{ first: 3, last: 3 }] });

    await on.bookVends([lost]);
    await on.bookVends([lost]);
    pass(on, 60);
    await watch(on);

    expect(await asked(on)).toHaveLength(1);
    expect(await receipts(on)).toEqual({ bookedThrough: 4, knownThrough: 4, ranges: [] });
    expect(await on.run((tx) => on.journal.list(tx, { limit: 10 }))).toHaveLength(4);
  });

  it('misses the last vends of all by what vending states, and a utility whose first event was lost', async () => {
    await state(on, 2);
    await state(on, 1);
    await watch(on);
    pass(on, 5);
    await watch(on);

    expect(await asked(on)).toEqual([[{ first: 1, last: 2 }]]);
  });

  it('asks again for what does not come, ever more rarely', async () => {
    await book(on, 2);
    const minutes: number[] = [];
    for (let minute = 0; minute <= 40; minute++) {
      const before = (await asked(on)).length;
      await watch(on);
      if ((await asked(on)).length > before) minutes.push(minute);
      pass(on, 1);
    }

    expect(minutes).toEqual([5, 15, 35]);
  });

  it('watches each utility by itself, and a receipt that is no number not at all', async () => {
    await on.bookVends([receipt(1)], 'north');
    await on.bookVends([receipt(2)], 'south');
    await on.bookVends([vendOf({ receiptNumber: 'INV/7' }), vendOf({ receiptNumber: '9'.repeat(40) })]);
    await watch(on);
    pass(on, 5);
    await watch(on);

    expect((await on.events(ReceiptsMissing)).map(({ utility, data }) => [utility, data.receipts])).toEqual([
      ['south', [{ first: 1, last: 1 }]],
    ]);
  });

  it('begins with the next statement where vends were booked without their numbers', async () => {
    await on.owner.query(`insert into receipt_watch (utility) values ('acme')`);
    await book(on, 70, 72);
    await watch(on);
    expect(await receipts(on)).toMatchObject({ bookedThrough: undefined, ranges: [] });

    await state(on, 72);
    await book(on, 74);
    await watch(on);

    expect(await receipts(on)).toEqual({ bookedThrough: 72, knownThrough: 74, ranges: [{ first: 73, last: 73 }] });
  });
});
