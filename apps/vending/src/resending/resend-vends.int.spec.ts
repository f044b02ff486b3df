import { ReceiptsMissing } from '@openprepay/contracts/billing';
import { VendCompleted } from '@openprepay/contracts/vending';
import { systemClock } from '@openprepay/persistence/clock';
import { newMeter } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issuedFor, publishDefault, staff, startVending, type Vending } from '../../test/fixture.js';

describe('vends that never reached the books', () => {
  let vending: Vending;
  beforeAll(async () => {
    vending = await startVending();
    for (const utility of ['acme', 'other']) {
      await publishDefault(vending, undefined, utility);
      const { meterNumber } = await vending.createMeter.execute(staff(utility), newMeter());
      for (let count = 1; count <= 4; count++) {
        const { vend } = await vending.sell(meterNumber, `resend-${count}`, { utility });
        await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(vend)]), utility);
      }
    }
  });
  afterAll(() => vending.stop());

  const completed = async () => (await vending.events(VendCompleted)).filter(({ utility }) => utility === 'acme').map(({ data }) => data);
  const ask = (receipts: { first: number; last: number }[], id = systemClock.newId()) =>
    vending.deliver(ReceiptsMissing, [{ receipts, askedAt: new Date() }], { ids: [id] });

  it('are published again by their receipts, as they were the first time', async () => {
    const before = await completed();

    await ask([
      { first: 2, last: 2 },
      { first: 4, last: 9 },
    ]);

    const again = (await completed()).slice(before.length);
    expect(again).toEqual(before.filter(({ receiptNumber }) => ['0000000002', '0000000004'].includes(receiptNumber)));
  });

  it('are published once for one question, and none for receipts that there are not', async () => {
    const id = systemClock.newId();
    const before = (await completed()).length;

    await ask([{ first: 1, last: 1 }], id);
    await ask([{ first: 1, last: 1 }], id);
    await ask([{ first: 1_000_000, last: Number.MAX_SAFE_INTEGER }]);

    expect(await completed()).toHaveLength(before + 1);
  });
});
