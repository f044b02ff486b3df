import type { EventData } from '@openprepay/contracts/event';
import { KeyChangeIssued, TokenRefused } from '@openprepay/contracts/key-management';
import { TokenAccepted } from '@openprepay/contracts/telemetry';
import { KeyChangeCompleted, MeterChanged } from '@openprepay/contracts/vending';
import { flightsOf } from '@openprepay/testing/flights';
import { newMeter } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { staff, startVending, type Vending } from '../../test/fixture.js';
import { CompleteKeyChanges } from './complete-key-changes.js';
import { FailKeyChanges } from './fail-key-changes.js';
import { FindKeyChanges } from './find-key-changes.js';
import type { KeyChange } from './key-change.js';
import { OrderKeyChange } from './order-key-change.js';

let vending: Vending;
beforeAll(async () => (vending = await startVending()));
afterAll(() => vending.stop());

/** A key change that the vault has not answered. */
async function asked(): Promise<KeyChange> {
  const { meterNumber } = await vending.createMeter.execute(staff(), newMeter());
  const command = { meterNumber, to: { keyRevision: 2 }, reason: 'revision 1 is retiring', idempotencyKey: `order-${meterNumber}` };
  return (await vending.get(OrderKeyChange).execute(staff(), command)).change;
}
const several = async (count: number): Promise<readonly KeyChange[]> => {
  const changes: KeyChange[] = [];
  for (let nth = 0; nth < count; nth++) changes.push(await asked());
  return changes;
};
const issued = ({ keyChangeId, meterNumber, meterPan }: KeyChange): EventData<typeof KeyChangeIssued> => ({
  ...{ requestId: keyChangeId, meterNumber, meterPan, rollover: false, sampleTables: false, issuedAt: vending.clock.now() },
  tokens: [1, 2].map((part) => ({ token: String(part).padStart(20, '5'), part, parts: 2 })),
});
const refused = ({ keyChangeId, meterNumber, meterPan }: KeyChange): EventData<typeof TokenRefused> => ({
  ...{ requestId: keyChangeId, meterNumber, meterPan, refusedAt: vending.clock.now() },
  ...{ code: 'key-management.vending_key_unknown', reason: 'there is no such key' },
});
const accepted = ({ keyChangeId, meterNumber, meterPan }: KeyChange): EventData<typeof TokenAccepted> => ({
  ...{ deliveryId: keyChangeId, vendId: keyChangeId, issuedFor: 'key-change', meterNumber, meterPan },
  ...{ acceptedAt: vending.clock.now(), alreadyCredited: false },
});
const changeOf = async ({ meterNumber }: KeyChange) =>
  (await vending.get(FindKeyChanges).execute(staff(), { meterNumber, limit: 1 })).items[0];

describe('the vault’s answers to many key changes', () => {
  it('take as many statements as its answer to one, the sets and the refusals', async () => {
    const statements = async (work: (tx: Parameters<Parameters<Vending['run']>[0]>[0]) => Promise<unknown>) =>
      vending.run(async (tx) => (await flightsOf(() => work(tx))).statements.length);
    const [complete, fail] = [vending.get(CompleteKeyChanges), vending.get(FailKeyChanges)];
    const [one, many] = [(await several(2)).map((change) => [change]), [await several(12), await several(12)]];

    expect(await statements((tx) => complete.execute(tx, many[0]!.map(issued)))).toBe(
      await statements((tx) => complete.execute(tx, one[0]!.map(issued))),
    );
    expect(await statements((tx) => fail.execute(tx, many[1]!.map(refused)))).toBe(
      await statements((tx) => fail.execute(tx, one[1]!.map(refused))),
    );
  });

  it('move each meter’s key data once, and are told once, however often they come', async () => {
    const changes = await several(3);

    await vending.deliver(KeyChangeIssued, [...changes, ...changes].map(issued));
    await vending.deliver(KeyChangeIssued, changes.map(issued));

    for (const change of changes) {
      const { meterNumber, keyChangeId } = change;
      expect(await vending.findMeter.execute(staff(), { meterNumber })).toMatchObject({
        keyData: { keyRevision: 2 },
        keyChangePending: false,
        revision: 2,
      });
      expect((await vending.events(KeyChangeCompleted)).filter(({ data }) => data.keyChangeId === keyChangeId)).toHaveLength(1);
      expect((await vending.events(MeterChanged)).filter(({ data }) => data.meterNumber === meterNumber)).toHaveLength(2);
    }
  });

  it('that refuse leave the meters the keys that they had, and what is refused of others to others', async () => {
    const [change, issuedBefore] = await several(2);
    await vending.deliver(KeyChangeIssued, [issued(issuedBefore!)]);

    await vending.deliver(TokenRefused, [refused(change!)]);

    expect(await changeOf(change!)).toMatchObject({ state: 'failed', failure: { code: 'key-management.vending_key_unknown' } });
    expect(await vending.findMeter.execute(staff(), { meterNumber: change!.meterNumber })).toMatchObject({
      keyData: { keyRevision: 1 },
      keyChangePending: false,
    });
    await expect(vending.deliver(TokenRefused, [refused(issuedBefore!)])).rejects.toMatchObject({
      code: 'vending.token_answer_contradicts',
    });
  });

  it('are confirmed together by what the meters say', async () => {
    const changes = await several(3);
    await vending.deliver(KeyChangeIssued, changes.map(issued));

    await vending.deliver(TokenAccepted, changes.map(accepted));

    for (const change of changes) expect(await changeOf(change)).toMatchObject({ state: 'confirmed', remark: 'the meter took the set' });
  });
});
