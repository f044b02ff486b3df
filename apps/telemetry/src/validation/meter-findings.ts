import { limits } from '../telemetry-limits.js';
import { exactly } from './exact-values.js';
import type { Finding } from './finding.js';
import { endOf } from './hour.js';
import type { RegisterHour } from './hour-points.repository.js';
import { registerKind } from './register-kind.js';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Power that flows in, of all phases or of one. */
const POWER = /^1-\d+:(?:16|36|56|76)\.7\.0/;
/** Energy that flows out. */
const EXPORT = /^1-\d+:2\.8\./;

/**
 * What the registers of a meter tell together in an hour: whether its clock is ahead, whether readings came after later ones,
 * whether power flows backwards in a meter that sells none. Of each there is one a day.
 *
 * @param registers every register of one meter with points in one hour
 */
export function meterFindings(registers: readonly RegisterHour[]): readonly Finding[] {
  const clock = registers.find(({ register }) => registerKind(register).isCounter) ?? registers[0];
  const sells = registers.some(({ register }) => EXPORT.test(register));
  const powers = sells ? [] : registers.filter(({ register }) => POWER.test(register));
  return [...(clock === undefined ? [] : [...aheadOf(clock), ...lateOf(clock)]), ...powers.flatMap(negativeOf)];
}

const aheadOf = (register: RegisterHour): readonly Finding[] =>
  ofDay('clock-skew', register, ({ ts, receivedAt }) => ts.getTime() > receivedAt.getTime() + limits.validation.clockAheadMs);

/** Came long after its time, and after one of a later time. */
function lateOf(register: RegisterHour): readonly Finding[] {
  const { points } = register;
  const soonest: number[] = [];
  for (let index = points.length - 1; index >= 0; index--)
    soonest[index] = Math.min(points[index + 1]?.receivedAt.getTime() ?? Infinity, soonest[index + 1] ?? Infinity);
  return ofDay('late', register, ({ ts, receivedAt }, index) => {
    const came = receivedAt.getTime();
    return came > ts.getTime() + limits.validation.lateMs && came > soonest[index]! + MINUTE_MS;
  });
}

const negativeOf = (register: RegisterHour): readonly Finding[] => ofDay('negative-power', register, ({ value }) => exactly(value) < 0n);

/** One finding of all points of the hour that are so. */
function ofDay(
  kind: Finding['kind'],
  { meterNumber, register, hour, points }: RegisterHour,
  isSo: (point: RegisterHour['points'][number], index: number) => boolean,
): readonly Finding[] {
  const end = endOf(hour);
  const found = points.filter((point, index) => point.ts >= hour && point.ts < end && isSo(point, index));
  const [first, last] = [found[0], found.at(-1)];
  if (first === undefined || last === undefined) return [];
  const keyAt = new Date(Math.floor(hour.getTime() / DAY_MS) * DAY_MS);
  return [{ meterNumber, register, hour, kind, keyAt, ts: first.ts, until: last.ts, value: first.value }];
}
