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
/** Whoever asks for a size is shown what was found of it. */
const PRINTED = process.env['PLANTED_METERS'] !== undefined;

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

/** Of one kind: how many were planted, how many of those were found, and how many were found that were not planted. */
interface Tally {
  planted: number;
  found: number;
  wrong: number;
}

it(`finds every fault that was planted in ${METERS} meters and ${DAYS} days and nothing else, and counts what was used`, () => {
  const tallies: Record<string, Tally> = {};
  const tallyOf = (finding: string): Tally => (tallies[finding.split(' ')[0]!] ??= { planted: 0, found: 0, wrong: 0 });
  let readings = 0;
  for (let nth = 1; nth <= METERS; nth++) {
    const meter = plantedMeter(nth, DAYS);
    const { found, consumed } = foundOf(meter);
    const [planted, seen] = [new Set(meter.planted), new Set(found)];
    for (const one of planted) tallyOf(one).planted += 1;
    for (const one of seen) tallyOf(one)[planted.has(one) ? 'found' : 'wrong'] += 1;
    expect(consumed).toBe((BigInt(meter.usedWh) * ONE) / 1_000n);
    readings += Object.values(meter.registers).reduce((sum, points) => sum + points.length, 0);
  }
  if (PRINTED) console.table({ ...tallies, readings: { planted: readings } });

  for (const tally of Object.values(tallies)) expect(tally).toEqual({ planted: tally.planted, found: tally.planted, wrong: 0 });
  expect(Object.keys(tallies).length).toBeGreaterThanOrEqual(8);
}, 3_600_000);
