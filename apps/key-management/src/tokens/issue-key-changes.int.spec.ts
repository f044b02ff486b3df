import { randomUUID } from 'node:crypto';
import { KeyChangeIssued } from '@openprepay/contracts/key-management';
import { KeyChangeRequested } from '@openprepay/contracts/key-change-requests';
import { creditTenths } from '@openprepay/quantities';
import { deriveDecoderKey } from '@openprepay/sts/keys';
import { acceptToken, createMeterState } from '@openprepay/sts/meter';
import { flightsOf } from '@openprepay/testing/flights';
import { meterKeyData } from '@openprepay/testing/meter';
import { TestClock } from '@openprepay/testing/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issuedTo, newMeter, refusedTo } from '../../test/answers.js';
import { VENDING_KEY, type Vault, activeKey, openVault, retireKey, tokenRequest } from '../../test/vault.js';
import { IssueKeyChanges } from './issue-key-changes.js';
import type { KeyChangeRequest } from './key-change-answer.js';
import { KeyChangeAnswerRepository } from './key-change-answer.repository.js';

const NEXT_KEY = 'a0112233445566778899aabbccddeeff01234567';
const clock = new TestClock('2026-11-23T10:00:30Z');
const from = { ...meterKeyData };
let vault: Vault;
beforeAll(async () => {
  vault = await openVault({ clock });
  await activeKey(vault);
  await activeKey(vault, { keyHex: NEXT_KEY, command: { keyRevision: 2 } });
  await activeKey(vault, { keyHex: NEXT_KEY, command: { supplyGroupCode: '600200' } });
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

  it.each([
    [2, 'EA07', false],
    [3, 'EA07', true],
    [4, 'EA11', false],
    [4, 'EA11', true],
  ] as const)(
    'has %i tokens for a meter with %s, supply group: %s; each takes the meter further, the last one to the new key',
    async (count, algorithm, includeSupplyGroup) => {
      const key = { ...from, encryptionAlgorithm: algorithm };
      const wanted = request({
        from: key,
        to: { ...key, supplyGroupCode: '600200' },
        ...(includeSupplyGroup ? { includeSupplyGroup } : {}),
      });

      await change(wanted);

      const [set] = await setsOf(wanted.requestId);
      expect(set!.tokens.map(({ part, parts }) => [part, parts])).toEqual(Array.from({ length: count }, (_none, nth) => [nth + 1, count]));
      let meter = manufacture(wanted);
      for (const { token } of set!.tokens) {
        const { state, result } = acceptToken(meter, token, clock.now());
        expect(result.accepted).toBe(true);
        meter = state;
      }
      const knows = count > 2 ? '600200' : '600100';
      expect(meter.supplyGroupCode).toBe(knows);
    },
  );

  it('is another one with the supply group than without it', async () => {
    const key = { ...from, encryptionAlgorithm: 'EA07' } as const;
    const wanted = request({ from: key, to: { ...key, keyRevision: 2 } });
    await change(wanted);

    await expect(change({ ...wanted, includeSupplyGroup: true })).rejects.toMatchObject({ code: 'key-management.request_id_reused' });
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

describe('a batch of key changes', () => {
  it('takes five round trips to the database and seven statements, however many they are', async () => {
    const issue = (requests: readonly KeyChangeRequest[]) =>
      vault.run(async (tx) => {
        const { trips, statements } = await flightsOf(() => vault.get(IssueKeyChanges).execute(tx, requests));
        return { trips, statements: statements.length };
      });

    expect(await issue([request()])).toEqual({ trips: 5, statements: 7 });
    expect(await issue(Array.from({ length: 40 }, () => request()))).toEqual({ trips: 5, statements: 7 });
  });

  it('answers each for itself: one that is refused, one that is there twice, and one that was answered before', async () => {
    const [before, twice, refused] = [request(), request(), request({ to: { ...from, keyRevision: 9 } })];
    await change(before);

    await vault.deliver(KeyChangeRequested, [twice, before, refused, twice]);

    expect(await refusedTo(vault, refused.requestId)).toMatchObject([{ code: 'key-management.vending_key_unknown' }]);
    for (const { requestId } of [before, twice]) {
      const [first, second, ...more] = await setsOf(requestId);
      expect([second, ...more]).toEqual([first]);
    }
  });

  it('stores nothing that names a vending key which is not the utility’s', async () => {
    const answers = vault.get(KeyChangeAnswerRepository);
    const ours = request();
    await change(ours);
    const [stored] = await vault.run((tx) => answers.find(tx, [ours.requestId]));
    const foreign = await activeKey(vault, { utility: 'other' });

    for (const other of [randomUUID(), foreign.id])
      for (const key of ['fromKeyId', 'toKeyId']) {
        const forged = { ...stored!, requestId: randomUUID(), answer: { ...stored!.answer, [key]: other } };
        await expect(vault.run((tx) => answers.insert(tx, [forged]))).rejects.toThrow(/vending key/);
        expect(await vault.run((tx) => answers.find(tx, [forged.requestId]))).toEqual([]);
      }
  });

  it('locks no row of a vending key, which all sets of a campaign share', async () => {
    const locking = await vault.owner.query(
      `select 1 from pg_constraint where contype = 'f' and confrelid = 'vending_key'::regclass and conrelid = 'key_change_answer'::regclass`,
    );

    expect(locking.rowCount).toBe(0);
  });

  it('that several bring at once has one answer to each, and one entry of the audit log', async () => {
    const wanted = Array.from({ length: 12 }, () => request());

    await Promise.all([wanted, wanted.toReversed(), wanted.slice(3, 9)].map((batch) => vault.deliver(KeyChangeRequested, batch)));

    const audited = (await vault.run((tx) => vault.auditEntries.before(tx, undefined, 100))).map(({ details }) => details);
    for (const { requestId } of wanted) {
      const [first, ...more] = await setsOf(requestId);
      expect(new Set([first, ...more].map((set) => JSON.stringify(set))).size).toBe(1);
      expect(audited.filter((details) => details.includes(requestId))).toHaveLength(1);
    }
  });

  it('that meets a set which the standard does not permit makes the others', async () => {
    const [good, bad] = [request(), request({ to: { ...from, keyRevision: 2, tariffIndex: 'x9' } })];

    await vault.run((tx) => vault.get(IssueKeyChanges).execute(tx, [bad, good]));

    expect(await setsOf(good.requestId)).toHaveLength(1);
    expect(await refusedTo(vault, bad.requestId)).toHaveLength(1);
  });
});

const credit = { kind: 'credit', commodity: 'electricity', amountTenths: creditTenths(256n) } as const;

/** The meter itself, as its maker delivers it. */
const manufacture = ({ meterNumber, meterPan, from: key }: KeyChangeRequest) =>
  createMeterState({
    ...key,
    meterNumber,
    decoderKey: deriveDecoderKey({ algorithm: 'DKGA04', vendingKey: Buffer.from(VENDING_KEY, 'hex'), meterPan, ...key, keyType: 2 }),
    keyType: 2,
    tokenIdentifierOfManufacture: 0,
  });
