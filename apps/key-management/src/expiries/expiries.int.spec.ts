import { VendingKeyChanged, VendingKeyExpiring } from '@openprepay/contracts/key-management';
import { TestClock } from '@openprepay/testing/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issuedTo, newMeter, refusedTo } from '../../test/answers.js';
import { activeKey, custodian, keyCommand, openVault, retireKey, tokenRequest, type Vault } from '../../test/vault.js';
import { FindExpiries } from './find-expiries.js';
import { WarnOfExpiries } from './warn-of-expiries.js';

const NOW = new Date('2026-06-01T00:00:00Z');
const DAY_MS = 86_400_000;
const inDays = (days: number): Date => new Date(NOW.getTime() + days * DAY_MS);

const clock = new TestClock(NOW);
let vault: Vault;
beforeAll(async () => void (vault = await openVault({ clock })));
afterAll(() => vault.stop());

let groups = 610_000;
const newGroup = () => String(++groups);
const keyWith = (command: NonNullable<Parameters<typeof activeKey>[1]>['command'], utility?: string) =>
  activeKey(vault, { command: { ...keyCommand, supplyGroupCode: newGroup(), ...command }, ...(utility === undefined ? {} : { utility }) });
const answerOf = async (supplyGroupCode: string, at: Date) => {
  clock.set(at);
  const request = tokenRequest({ ...newMeter(), supplyGroupCode });
  await vault.issue([request]);
  clock.set(NOW);
  return (await issuedTo(vault, request.requestId)).length === 1 ? 'issued' : (await refusedTo(vault, request.requestId))[0]?.code;
};

describe('a key whose issue its centre has dated', () => {
  it('makes tokens from the first moment to the last, and none before or after', async () => {
    const { supplyGroupCode, id } = await keyWith({ activeFrom: inDays(10), issuedUntil: inDays(20) });

    expect(await answerOf(supplyGroupCode, new Date(inDays(10).getTime() - 1))).toBe('key-management.vending_key_not_active');
    expect(await answerOf(supplyGroupCode, inDays(10))).toBe('issued');
    expect(await answerOf(supplyGroupCode, new Date(inDays(20).getTime() - 1))).toBe('issued');
    expect(await answerOf(supplyGroupCode, inDays(20))).toBe('key-management.key_issue_ended');
    expect((await vault.events(VendingKeyChanged)).filter(({ data }) => data.vendingKeyId === id).at(-1)?.data).toMatchObject({
      activeFrom: inDays(10),
      issuedUntil: inDays(20),
    });
  });
});

describe('what ends of keys', () => {
  const find = (days: number, utility: string) => vault.get(FindExpiries).execute(custodian(1, utility), { days });

  it('is listed within so many days, the soonest first, with the meters on each key', async () => {
    const later = await keyWith({ issuedUntil: inDays(60) }, 'listed');
    const sooner = await keyWith({ issuedUntil: inDays(40) }, 'listed');
    await keyWith({ issuedUntil: inDays(91) }, 'listed');
    const retired = await keyWith({ issuedUntil: inDays(50) }, 'listed');
    await retireKey(vault, retired.id, 'listed');
    const described = { keyType: 2, keyRevision: 1, tariffIndex: '01', encryptionAlgorithm: 'EA11', revision: 1, changedAt: NOW } as const;
    const meters = [newMeter(), newMeter(), newMeter()].map((meter, index) => ({
      ...described,
      meterNumber: meter.meterNumber,
      meterPan: meter.meterPan,
      supplyGroupCode: index < 2 ? sooner.supplyGroupCode : later.supplyGroupCode,
    }));
    await vault.rememberMeters(meters, 'listed');

    const found = await find(90, 'listed');

    expect(found.map(({ key, what, at, meters: on }) => [key.id, what, at, on])).toEqual([
      [sooner.id, 'issued-until', inDays(40), 2],
      [later.id, 'issued-until', inDays(60), 1],
    ]);
    expect(await find(90, 'another')).toEqual([]);
  });

  it('is told of 90, 30 and 7 days ahead, once each, by whichever process comes first', async () => {
    const { id } = await keyWith({ issuedUntil: inDays(100) }, 'told');
    const warn = vault.get(WarnOfExpiries);
    const told = async () =>
      (await vault.events(VendingKeyExpiring)).filter(({ data }) => data.vendingKeyId === id).map(({ data }) => data.daysAhead);

    const heard: (readonly number[])[] = [];
    for (const day of [0, 10, 11, 70, 93, 99, 101]) {
      clock.set(inDays(day));
      await Promise.all([warn.execute(), warn.execute()]);
      heard.push(await told());
    }
    clock.set(NOW);

    expect(heard).toEqual([[], [90], [90], [90, 30], [90, 30, 7], [90, 30, 7], [90, 30, 7]]);
  });
});
