import { randomUUID } from 'node:crypto';
import { KeyChangeIssued } from '@openprepay/contracts/key-management';
import { KeyChangeRequested } from '@openprepay/contracts/vending';
import { creditTenths } from '@openprepay/quantities';
import { deriveDecoderKey } from '@openprepay/sts/keys';
import { acceptToken, createMeterState } from '@openprepay/sts/meter';
import { meterKeyData } from '@openprepay/testing/meter';
import { TestClock } from '@openprepay/testing/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issuedTo, newMeter, refusedTo } from '../../test/answers.js';
import { VENDING_KEY, type Vault, activeKey, openVault, retireKey, tokenRequest } from '../../test/vault.js';
import type { KeyChangeRequest } from './key-change-answer.js';

const NEXT_KEY = 'a0112233445566778899aabbccddeeff01234567';
const clock = new TestClock('2026-11-23T10:00:30Z');
const from = { ...meterKeyData };
let vault: Vault;
beforeAll(async () => {
  vault = await openVault({ clock });
  await activeKey(vault);
  await activeKey(vault, { keyHex: NEXT_KEY, command: { keyRevision: 2 } });
});
afterAll(() => vault.stop());

const request = (given: Partial<KeyChangeRequest> = {}): KeyChangeRequest => ({
  requestId: randomUUID(),
  ...newMeter(),
  from,
  to: { ...from, keyRevision: 2 },
  requestedAt: clock.now(),
  ...given,
});
const change = (one: KeyChangeRequest) => vault.deliver(KeyChangeRequested, [one]);
const setsOf = async (requestId: string) =>
  (await vault.events(KeyChangeIssued)).map(({ data }) => data).filter((answer) => answer.requestId === requestId);

describe('a set for another key', () => {
  it('is made once, taken by the meter under the key that it had, and credit under the new one works then and not before', async () => {
    const wanted = request();
    await change(wanted);
    await change(wanted);
    const sale = tokenRequest({ ...wanted.to, meterNumber: wanted.meterNumber, meterPan: wanted.meterPan, tokens: [credit] });
    await vault.issue([sale]);

    const [set, again] = await setsOf(wanted.requestId);
    expect(again).toEqual(set);
    expect(set).toMatchObject({ rollover: false, tokens: [1, 2, 3, 4].map((part) => ({ part, parts: 4 })) });
    const [issued] = await issuedTo(vault, sale.requestId);
    let meter = manufacture(wanted);
    expect(acceptToken(meter, issued!.tokens[0]!.token, clock.now()).result.accepted).toBe(false);
    for (const { token } of set!.tokens) {
      const { state, result } = acceptToken(meter, token, clock.now());
      expect(result.accepted).toBe(true);
      meter = state;
    }
    expect(acceptToken(meter, issued!.tokens[0]!.token, clock.now()).result).toMatchObject({ accepted: true });
  });

  it('stands in the audit log, with both keys and no token', async () => {
    const wanted = request();
    await change(wanted);

    const [entry] = await vault.run((tx) => vault.auditEntries.before(tx, undefined, 1));
    expect(entry).toMatchObject({ action: 'key-change.issued' });
    expect(JSON.parse(entry!.details)).toMatchObject({ requestId: wanted.requestId, meterNumber: wanted.meterNumber });
    expect(entry!.details).not.toMatch(/\d{20}/);
  });

  it('rolls over where the base date moves on, and does not move back', async () => {
    await activeKey(vault, { keyHex: NEXT_KEY, command: { keyRevision: 3, baseDate: 1993 } });
    const back = request({ to: { ...from, keyRevision: 3, baseDate: 1993 } });
    const on = request({ from: back.to, to: from });

    await change(on);
    await change(back);

    expect(await setsOf(on.requestId)).toMatchObject([{ rollover: true }]);
    expect(await refusedTo(vault, back.requestId)).toMatchObject([{ code: 'key-management.base_date_back' }]);
  });

  it.each([
    ['a key that there is not', { keyRevision: 9 }, 'vending_key_unknown'],
    ['another encryption algorithm', { keyRevision: 2, encryptionAlgorithm: 'EA07' }, 'algorithms_incompatible'],
    ['a base date that is not the key’s', { keyRevision: 2, baseDate: 2035 }, 'base_date_mismatch'],
  ] as const)('is refused for %s', async (_what, to, code) => {
    const wanted = request({ to: { ...from, ...to } });

    await change(wanted);

    expect(await refusedTo(vault, wanted.requestId)).toMatchObject([{ code: `key-management.${code}` }]);
  });

  it('is refused for a key that is retired or retiring: no meter is brought to it', async () => {
    const key = await activeKey(vault, { keyHex: NEXT_KEY, command: { keyRevision: 4 } });
    await retireKey(vault, key.id);
    const wanted = request({ to: { ...from, keyRevision: 4 } });

    await change(wanted);

    expect(await refusedTo(vault, wanted.requestId)).toMatchObject([{ code: 'key-management.vending_key_retired' }]);
  });

  it('is another one under a used id: nothing is answered', async () => {
    const wanted = request();
    await change(wanted);

    await expect(change({ ...wanted, to: { ...wanted.to, tariffIndex: '99' } })).rejects.toMatchObject({
      code: 'key-management.request_id_reused',
    });
  });
});

const credit = { kind: 'credit', commodity: 'electricity', amountTenths: creditTenths(256n) } as const;

/** The meter itself, as its maker delivers it. */
const manufacture = ({ meterNumber, meterPan }: KeyChangeRequest) =>
  createMeterState({
    ...from,
    meterNumber,
    decoderKey: deriveDecoderKey({ algorithm: 'DKGA04', vendingKey: Buffer.from(VENDING_KEY, 'hex'), meterPan, ...from, keyType: 2 }),
    keyType: 2,
    tokenIdentifierOfManufacture: 0,
  });
