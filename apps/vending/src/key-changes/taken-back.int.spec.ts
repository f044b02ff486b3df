import { KeyChangeIssued, TokenRefused, VendingKeyChanged } from '@openprepay/contracts/key-management';
import { KeyChangeRequested } from '@openprepay/contracts/key-change-requests';
import { newMeter } from '@openprepay/testing/meter';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishDefault, staff, startVending, type Vending } from '../../test/fixture.js';
import { ChangeDueKey } from './change-due-key.js';
import { EndKeyChange } from './end-key-change.js';
import { FindKeyChanges } from './find-key-changes.js';
import { OrderKeyChange } from './order-key-change.js';

const HOUR_MS = 3_600_000;
let vending: Vending;
beforeAll(async () => {
  vending = await startVending();
  await publishDefault(vending);
});
afterAll(() => vending.stop());

let minutes = 0;
const keyIds = new Map<string, string>();
const idOf = (key: string): string => {
  const id = keyIds.get(key) ?? randomUUID();
  keyIds.set(key, id);
  return id;
};
const vaultSays = (supplyGroupCode: string, keyRevision: number, state: 'active' | 'retiring') =>
  vending.deliver(VendingKeyChanged, [
    {
      ...{ vendingKeyId: idOf(`${supplyGroupCode} ${keyRevision}`), supplyGroupCode, keyRevision, state },
      ...{ keyType: 2, baseDate: 2014, keyExpiry: 255 },
      ...{ decoderKeyAlgorithm: 'DKGA04', changedAt: new Date(Date.parse('2026-01-01T00:00:00Z') + ++minutes * 60_000) },
    },
  ]);

let groups = 690_000;
/** Its key, revision 1, is left for revision 2. */
async function leavingMeter() {
  const supplyGroupCode = String(++groups);
  await vaultSays(supplyGroupCode, 1, 'retiring');
  await vaultSays(supplyGroupCode, 2, 'active');
  const { keyData, ...meter } = newMeter();
  const { meterNumber } = await vending.createMeter.execute(staff(), { ...meter, keyData: { ...keyData, supplyGroupCode } });
  return { supplyGroupCode, meterNumber };
}
const sellTo = (meterNumber: string) => vending.get(ChangeDueKey).execute(staff(), meterNumber);
const asked = async (meterNumber: string) =>
  (await vending.events(KeyChangeRequested)).map(({ data }) => data).filter((request) => request.meterNumber === meterNumber);
const takeBack = (keyChangeId: string) =>
  vending.get(EndKeyChange).execute(staff(), { keyChangeId, state: 'cancelled', remark: 'this meter stays as it is' });
/** A sale has begun a key change that a person took back before the vault answered, which then says what it says to that. */
async function takenBack(meterNumber: string): Promise<void> {
  await sellTo(meterNumber);
  const { requestId, meterPan } = (await asked(meterNumber))[0]!;
  await takeBack(requestId);
  const why = { code: 'key-management.request_cancelled', reason: 'cancelled', refusedAt: vending.clock.now() };
  await vending.deliver(TokenRefused, [{ requestId, meterNumber, meterPan, ...why }]);
}

describe('a key change that a person took back before the vault answered', () => {
  it('is not begun again by a sale, however much later', async () => {
    const { meterNumber } = await leavingMeter();
    await takenBack(meterNumber);

    for (let time = 0; time < 3; time++) {
      vending.clock.advance(2 * HOUR_MS);
      await sellTo(meterNumber);
    }

    expect(await asked(meterNumber)).toHaveLength(1);
    expect(await vending.get(FindKeyChanges).execute(staff(), { meterNumber, limit: 9 })).toMatchObject({ items: [{ state: 'failed' }] });
  });

  it('is not begun again either where the vault was faster', async () => {
    const { meterNumber } = await leavingMeter();
    await sellTo(meterNumber);
    const { requestId, meterPan } = (await asked(meterNumber))[0]!;
    await takeBack(requestId);
    const tokens = [1, 2].map((part) => ({ token: String(part).padStart(20, '5'), part, parts: 2 }));
    const set = { tokens, rollover: false, sampleTables: false, issuedAt: vending.clock.now() };
    await vending.deliver(KeyChangeIssued, [{ requestId, meterNumber, meterPan, ...set }]);

    vending.clock.advance(2 * HOUR_MS);
    await sellTo(meterNumber);

    expect(await asked(meterNumber)).toHaveLength(1);
  });

  it('is begun where a person orders it', async () => {
    const { meterNumber } = await leavingMeter();
    await takenBack(meterNumber);

    const ordered = { meterNumber, to: { keyRevision: 2 }, reason: 'after all', idempotencyKey: `after-all-${meterNumber}` };
    await vending.get(OrderKeyChange).execute(staff(), ordered);

    expect(await asked(meterNumber)).toHaveLength(2);
  });

  it('holds back no other key: the one that is due next comes with a sale, and after its failure the first is held back still', async () => {
    const { supplyGroupCode, meterNumber } = await leavingMeter();
    await takenBack(meterNumber);
    await vaultSays(supplyGroupCode, 3, 'active');
    const nobodys = { code: 'key-management.vending_key_unknown', reason: 'no such key', refusedAt: vending.clock.now() };

    await sellTo(meterNumber);
    const requests = await asked(meterNumber);
    const { requestId, meterPan } = requests.at(-1)!;
    await vending.deliver(TokenRefused, [{ requestId, meterNumber, meterPan, ...nobodys }]);
    await vaultSays(supplyGroupCode, 3, 'retiring');
    vending.clock.advance(2 * HOUR_MS);
    await sellTo(meterNumber);

    expect(requests.map(({ to }) => to.keyRevision)).toEqual([2, 3]);
    expect(await asked(meterNumber)).toHaveLength(2);
  });
});
