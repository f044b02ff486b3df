import { randomUUID } from 'node:crypto';
import { KeyChangeIssued } from '@openprepay/contracts/key-management';
import { KeyChangeRequestCancelled, KeyChangeRequested } from '@openprepay/contracts/key-change-requests';
import { meterKeyData } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newMeter, refusedTo } from '../../test/answers.js';
import { activeKey, openVault, type Vault } from '../../test/vault.js';

let vault: Vault;
beforeAll(async () => {
  vault = await openVault();
  await activeKey(vault);
  await activeKey(vault, { keyHex: 'a0112233445566778899aabbccddeeff01234567', command: { keyRevision: 2 } });
});
afterAll(() => vault.stop());

const wanted = () => ({ requestId: randomUUID(), ...newMeter(), from: meterKeyData, to: { ...meterKeyData, keyRevision: 2 } });
type Wanted = ReturnType<typeof wanted>;
const ask = (one: Wanted) => vault.deliver(KeyChangeRequested, [{ ...one, requestedAt: new Date() }]);
const cancel = (...several: Wanted[]) =>
  vault.deliver(
    KeyChangeRequestCancelled,
    several.map((one) => ({ ...one, cancelledAt: new Date(), reason: 'the wrong meter' })),
  );
const setsOf = async ({ requestId }: Wanted) => (await vault.events(KeyChangeIssued)).filter(({ data }) => data.requestId === requestId);

describe('a key change that is taken back', () => {
  it('before it was answered, is refused for good, however often and in which order it comes', async () => {
    const one = wanted();

    await cancel(one, one);
    await ask(one);
    await cancel(one);

    expect((await refusedTo(vault, one.requestId)).map(({ code }) => code)).toEqual(Array(4).fill('key-management.request_cancelled'));
    expect(await setsOf(one)).toEqual([]);
  });

  it('after it was answered, has its set, which is told again', async () => {
    const one = wanted();

    await ask(one);
    await cancel(one);

    expect(await refusedTo(vault, one.requestId)).toEqual([]);
    const [first, second, ...more] = await setsOf(one);
    expect([second?.data, ...more]).toEqual([first?.data]);
  });

  it('while it is being answered, has one answer that both are told', async () => {
    const several = Array.from({ length: 12 }, wanted);

    await Promise.all(several.flatMap((one) => [ask(one), cancel(one)]));

    for (const one of several) {
      const [sets, refusals] = [await setsOf(one), await refusedTo(vault, one.requestId)];
      expect([sets.length, refusals.length].toSorted()).toEqual([0, 2]);
    }
  });

  it('is that one and no other under its id', async () => {
    const one = wanted();
    await cancel(one);

    await expect(cancel({ ...one, to: { ...one.to, tariffIndex: '99' } })).rejects.toMatchObject({
      code: 'key-management.request_id_reused',
    });
  });
});
