import { createMeterState } from '@openprepay/sts/meter';
import { makeMeterNumber, tokenIdentifierAt } from '@openprepay/sts';
import { describe, expect, it } from 'vitest';
import { withHistory } from './history.js';
import { seededRandom } from './random.js';
import { newVirtualMeter, registersOf, type VirtualMeter } from './virtual-meter.js';

const NOW = new Date('2026-11-26T15:20:00Z');
const RATE = 500;
const REGISTER = '1-0:1.8.0';

const meter = (): VirtualMeter =>
  newVirtualMeter(
    createMeterState({
      meterNumber: makeMeterNumber('00', '10000001'),
      encryptionAlgorithm: 'EA07',
      decoderKey: new Uint8Array(8),
      keyType: 2,
      keyRevision: 1,
      supplyGroupCode: '600100',
      tariffIndex: '07',
      tokenIdentifierOfManufacture: tokenIdentifierAt(new Date('2020-01-01T00:00:00Z'), 2014),
      commodities: ['electricity'],
    }),
    'electricity',
    RATE,
  );
const history = (days: number) => ({ days, past: [{ kind: 'tamper', hoursAgo: 5 } as const], now: NOW, random: seededRandom(7) });

interface Said {
  readonly seq: number;
  readonly readings: readonly { readonly ts: string; readonly registers: Readonly<Record<string, string>> }[];
}
const saidBy = ({ outbox }: VirtualMeter): readonly Said[] =>
  outbox.filter(({ leaf }) => leaf === 'readings').map(({ payload }) => JSON.parse(payload) as Said);

describe('the history of a new meter', () => {
  it('is an hour a reading, in order, in messages of their own, and its register goes on from there', () => {
    const made = withHistory(meter(), history(30));
    const readings = saidBy(made).flatMap((said) => said.readings);

    expect(readings).toHaveLength(30 * 24);
    expect(readings.at(-1)!.ts).toBe('2026-11-26T15:00:00.000Z');
    expect(new Set(readings.map(({ ts }) => Date.parse(ts) % 3_600_000))).toEqual(new Set([0]));
    const values = readings.map(({ registers }) => Number(registers[REGISTER]));
    expect(values).toEqual(values.toSorted((one, other) => one - other));
    expect(registersOf(made)[REGISTER]).toBe(readings.at(-1)!.registers[REGISTER]);
    expect(saidBy(made).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it('has a low night and an evening peak, and about the consumption that the meter has on average', () => {
    const readings = saidBy(withHistory(meter(), history(30))).flatMap((said) => said.readings);
    const ofHour = (hour: number): number =>
      readings
        .filter(({ ts }) => new Date(ts).getUTCHours() === hour)
        .reduce((total, { registers }) => total + Number(registers['1-0:16.7.0']), 0);

    // A reading is at the end of its hour.
    expect(ofHour(20)).toBeGreaterThan(4 * ofHour(4));
    const mean = Number(readings.at(-1)!.registers[REGISTER]) / readings.length;
    expect(mean).toBeGreaterThan((RATE / 1_000) * 0.8);
    expect(mean).toBeLessThan((RATE / 1_000) * 1.2);
  });

  it('has what happened to it, and is none where none is asked for', () => {
    const events = withHistory(meter(), history(1)).outbox.filter(({ leaf }) => leaf === 'events');
    expect(events.map(({ payload }) => JSON.parse(payload) as unknown)).toEqual([
      { seq: 2, ts: '2026-11-26T10:20:00.000Z', kind: 'tamper' },
    ]);

    const fresh = meter();
    expect(withHistory(fresh, { ...history(0), past: [] })).toEqual(fresh);
  });
});
