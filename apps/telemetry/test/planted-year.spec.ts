import { expect, it } from 'vitest';
import { exactly, ONE } from '../src/validation/exact-values.js';
import { endOf, hourOf } from '../src/validation/hour.js';
import type { RegisterHour } from '../src/validation/hour-points.repository.js';
import { meterFindings } from '../src/validation/meter-findings.js';
import { byMeterHour } from '../src/validation/note-findings.js';
import { settle, type Settlement } from '../src/validation/settled-hour.js';
import { limits } from '../src/telemetry-limits.js';
import { IMPORT, plantedMeter, type PlantedMeter } from './planted-year.js';

/** `PLANTED_METERS=1000 PLANTED_DAYS=365` for a fleet and a year. */
const METERS = Number(process.env['PLANTED_METERS'] ?? 12);
const DAYS = Number(process.env['PLANTED_DAYS'] ?? 60);

/** The hours of a register with what stands around each, as they are read from the store. */
function hoursOf(meterNumber: string, register: string, points: PlantedMeter['registers'][string]): readonly RegisterHour[] {
  const hours: RegisterHour[] = [];
  for (let index = 0; index < points.length;) {
    const hour = hourOf(points[index]!.ts);
    const end = endOf(hour);
    let next = index;
    while (next < points.length && points[next]!.ts < end) next++;
    const around = points.slice(Math.max(0, index - limits.validation.pointsBefore), next + 1);
    hours.push({ meterNumber, register, hour, points: around, discardedGaps: [] });
    index = next;
  }
  return hours;
}

function foundOf({ meterNumber, registers }: PlantedMeter): { readonly found: readonly string[]; readonly consumed: bigint } {
  const hours = Object.entries(registers).map(([register, points]) => hoursOf(meterNumber, register, points));
  const settlements = hours.flat().map(settle);
  const findings = [...settlements.flatMap(({ findings }) => findings), ...byMeterHour(hours.flat()).flatMap(meterFindings)];
  const found = new Set(findings.map(({ kind, register, keyAt }) => `${kind} ${register} ${keyAt.toISOString()}`));
  return {
    found: [...found].sort(),
    consumed: settlements.filter(({ register }) => register === IMPORT).reduce((sum, one) => sum + consumedIn(one), 0n),
  };
}

const consumedIn = ({ spans, estimates }: Settlement): bigint =>
  [...spans, ...estimates].reduce((sum, { consumption }) => sum + (consumption === undefined ? 0n : exactly(consumption)), 0n);

it(`finds every fault that was planted in ${METERS} meters and ${DAYS} days and nothing else, and counts what was used`, () => {
  let planted = 0;
  for (let nth = 1; nth <= METERS; nth++) {
    const meter = plantedMeter(nth, DAYS);
    const { found, consumed } = foundOf(meter);
    expect(found).toEqual(meter.planted);
    expect(consumed).toBe((BigInt(meter.usedWh) * ONE) / 1_000n);
    planted += meter.planted.length;
  }
  expect(planted).toBeGreaterThanOrEqual(METERS * 7);
}, 3_600_000);
