import { meterPan } from '@openprepay/sts';
import { MeterChanged } from '@openprepay/contracts/vending';
import { newMeter } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { staff, startVending, type Vending } from '../../test/fixture.js';

describe('meters', () => {
  let vending: Vending;
  beforeAll(async () => {
    vending = await startVending();
  });
  afterAll(() => vending.stop());

  const changedEvents = async (meterNumber: string) =>
    (await vending.events(MeterChanged)).filter(({ data }) => data.meterNumber === meterNumber);

  it('are registered once, with PAN and manufacturer from their number, and announced', async () => {
    const wanted = newMeter({ accountNumber: 'ACC-9' });

    const outcomes = await Promise.allSettled([1, 2, 3].map(() => vending.createMeter.execute(staff(), wanted)));

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as { code: string }] : []));
    expect(refusals.map(({ code }) => code)).toEqual(['vending.meter_exists', 'vending.meter_exists']);
    const pan = meterPan(wanted.meterNumber);
    expect(await vending.findMeter.execute(staff(), { meterNumber: wanted.meterNumber })).toMatchObject({
      ...wanted,
      meterPan: pan,
      manufacturerCode: '07',
    });
    expect(await changedEvents(wanted.meterNumber)).toMatchObject([{ key: pan, data: { ...wanted.keyData, accountNumber: 'ACC-9' } }]);
  });

  it('are found by their number as the label spells it', async () => {
    const wanted = newMeter();
    await vending.createMeter.execute(staff(), wanted);

    const spelled = wanted.meterNumber.replace(/^(\d{4})(\d{4})/, '$1 $2-');

    expect((await vending.findMeter.execute(staff(), { meterNumber: spelled })).meterNumber).toBe(wanted.meterNumber);
  });

  it('announce a change of key data or account, and keep the rest', async () => {
    const wanted = newMeter({ accountNumber: 'ACC-1' });
    const meter = await vending.createMeter.execute(staff(), wanted);
    vending.clock.set('2026-11-12T08:00:00Z');

    await vending.updateMeter.execute(staff(), { meterNumber: wanted.meterNumber, keyData: { keyRevision: 2 } });
    await vending.updateMeter.execute(staff(), { meterNumber: wanted.meterNumber, accountNumber: null });

    const { keyData, accountNumber, supplyId, changedAt } = await vending.findMeter.execute(staff(), { meterNumber: wanted.meterNumber });
    expect({ keyData, accountNumber, changedAt }).toEqual({
      keyData: { ...wanted.keyData, keyRevision: 2 },
      accountNumber: undefined,
      changedAt: new Date('2026-11-12T08:00:00Z'),
    });
    expect(supplyId).not.toBe(meter.supplyId);
    expect((await changedEvents(wanted.meterNumber)).map(({ data }) => [data.revision, data.keyRevision, data.accountNumber])).toEqual([
      [1, 1, 'ACC-1'],
      [2, 2, 'ACC-1'],
      [3, 2, undefined],
    ]);
  });

  it('are refused with a bad check digit, and with a cipher that their key algorithm does not feed', async () => {
    const { meterNumber, keyData } = newMeter();
    const wrongDigit = meterNumber.slice(0, -1) + ((Number(meterNumber.at(-1)) + 1) % 10);

    await expect(vending.createMeter.execute(staff(), newMeter({ meterNumber: wrongDigit }))).rejects.toMatchObject({
      code: 'vending.meter_number_invalid',
    });
    await expect(
      vending.createMeter.execute(staff(), newMeter({ keyData: { ...keyData, decoderKeyAlgorithm: 'DKGA02' } })),
    ).rejects.toMatchObject({ code: 'vending.meter_algorithms_mismatch' });
  });

  it('are listed by supply group, by the revision of its key, and by the digits that their number begins with', async () => {
    const group = { supplyGroupCode: '654321' };
    const made = [1, 2, 2].map((keyRevision) => newMeter({ keyData: { ...newMeter().keyData, ...group, keyRevision } }));
    for (const meter of made) await vending.createMeter.execute(staff(), meter);
    const find = async (query: object) =>
      (await vending.findMeters.execute(staff(), { limit: 10, ...query })).items.map(({ meterNumber }) => meterNumber);
    const numbers = made.map(({ meterNumber }) => meterNumber);

    expect(await find(group)).toEqual(numbers.toSorted());
    expect(await find({ ...group, keyRevision: 2 })).toEqual(numbers.slice(1).toSorted());
    expect(await find({ ...group, numberPrefix: numbers[0]!.slice(0, 10) })).toContain(numbers[0]);
    expect(await find({ numberPrefix: numbers[1] })).toEqual([numbers[1]]);
    expect(await find({ ...group, numberPrefix: '99' })).toEqual([]);
  });

  it('are listed by number, page by page, also of one account only', async () => {
    const wanted = Array.from({ length: 3 }, () => newMeter({ accountNumber: 'LISTED' }));
    for (const meter of wanted) await vending.createMeter.execute(staff(), meter);

    const first = await vending.findMeters.execute(staff(), { limit: 2, accountNumber: 'LISTED' });
    const second = await vending.findMeters.execute(staff(), { limit: 2, accountNumber: 'LISTED', cursor: first.nextCursor });

    expect([...first.items, ...second.items].map(({ meterNumber }) => meterNumber)).toEqual(wanted.map(({ meterNumber }) => meterNumber));
    expect(second.nextCursor).toBeUndefined();
  });
});
