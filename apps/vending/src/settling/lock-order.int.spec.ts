import type { EventData, EventDefinition, ReceivedEvent } from '@openprepay/contracts/event';
import { TokenRefused } from '@openprepay/contracts/key-management';
import type { ConsumerDefinition } from '@openprepay/messaging/consume';
import { ALL_UTILITIES, inUtility } from '@openprepay/persistence/tenancy';
import { ServiceParts } from '@openprepay/runtime/service';
import { UTILITY } from '@openprepay/testing/identity';
import { newMeter } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishDefault, refusedFor, staff, startVending, type Vending } from '../../test/fixture.js';
import { hold } from '../../test/held.js';
import { OrderKeyChange } from '../key-changes/order-key-change.js';
import { OrderToken } from '../token-orders/order-token.js';
import type { Vend } from '../vend/vend.js';

let vending: Vending;
let vendorId: string;
beforeAll(async () => {
  vending = await startVending();
  await publishDefault(vending);
  ({ vendorId } = await vending.createVendor.execute(staff(), { name: 'shop' }));
  await vending.depositFloat.execute(staff(), { vendorId, amount: '9000', currency: 'KES', reference: 'float' });
});
afterAll(() => vending.stop());

/** Each has a higher number than those before it. */
const meterOf = async (): Promise<string> => (await vending.createMeter.execute(staff(), newMeter())).meterNumber;
const sold = async (meterNumber: string): Promise<Vend> => (await vending.sell(meterNumber, `to ${meterNumber}`, { vendorId })).vend;
const keyChangeOf = async (meterNumber: string) => {
  const command = { meterNumber, to: { keyRevision: 2 }, reason: 'retiring', idempotencyKey: `keys of ${meterNumber}` };
  return (await vending.get(OrderKeyChange).execute(staff(), command)).change;
};
type Asked = Pick<EventData<typeof TokenRefused>, 'meterNumber' | 'meterPan'>;
const refused = (requestId: string, { meterNumber, meterPan }: Asked): EventData<typeof TokenRefused> => ({
  ...{ requestId, meterNumber, meterPan, refusedAt: vending.clock.now() },
  ...{ code: 'key-management.vending_key_unknown', reason: 'there is no such key' },
});
const consumer = (event: EventDefinition): ConsumerDefinition =>
  vending.get(ServiceParts).consumers.find((definition) => definition.event.type === event.type && definition.group === 'vending.tokens')!;
const received = <Definition extends EventDefinition>(
  { type }: Definition,
  data: readonly EventData<Definition>[],
): readonly ReceivedEvent[] =>
  data.map((one) => ({
    id: vending.clock.newId(),
    type,
    source: 'key-management',
    utility: UTILITY,
    time: vending.clock.now(),
    data: one,
  }));

/** One batch of answers, as the group handles it: how often its transaction began. */
async function settle(refusals: readonly EventData<typeof TokenRefused>[]) {
  let begun = 0;
  await vending.unitOfWork.run(ALL_UTILITIES, (tx) => {
    begun += 1;
    return inUtility(tx, UTILITY, (own) => consumer(TokenRefused).handle(received(TokenRefused, refusals), own));
  });
  return begun;
}

const METER = 'select 1 from meter where meter_number = $1 for update';

describe('a batch of the vault’s answers that meets whoever has a meter, and goes on from it', () => {
  it('has the meters of vends and of key changes in the order of their numbers', async () => {
    const [lower, higher] = [await meterOf(), await meterOf()];
    const [vend, change] = [await sold(lower), await keyChangeOf(higher)];
    const other = await hold(vending, METER, [lower]);

    const batch = settle([refused(change.keyChangeId, change), refusedFor(vend)]);
    await other.waiting();
    await other.take(METER, [higher]);
    await other.release();

    expect(await batch).toBe(1);
  });

  it('has the meter before an order of a token for it', async () => {
    const meterNumber = await meterOf();
    const vend = await sold(meterNumber);
    const wanted = { meterNumber, kind: 'clear-tamper-condition', reason: 'opened', idempotencyKey: `order for ${meterNumber}` } as const;
    const { order } = await vending.get(OrderToken).execute(staff(), wanted);
    const decides = await hold(vending, METER, [meterNumber]);

    const batch = settle([refused(order.orderId, order), refusedFor(vend)]);
    await decides.waiting();
    await decides.take('select 1 from token_order where order_id = $1 for update', [order.orderId]);
    await decides.release();

    expect(await batch).toBe(1);
  });
});
