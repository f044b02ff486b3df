import type { ReceivedEvent } from '@openprepay/contracts/event';
import { canonicalObis, type ReadingsReported } from '@openprepay/contracts/telemetry';
import { effectiveTime } from '../shadow/shadow.js';

const DAY_MS = 86_400_000;

/** One value of one register at one time. */
export interface Point {
  readonly meterNumber: string;
  readonly register: string;
  readonly ts: Date;
  /** Exact decimal in the register's usual unit. */
  readonly value: string;
  readonly seq: number;
  readonly receivedAt: Date;
}

export interface SortedPoints {
  /** One per natural key, the first that was said. */
  readonly points: readonly Point[];
  /** Another value for the key of one of `points`. */
  readonly contradictions: readonly Point[];
}

/** Lays messages out as points, the first of each natural key apart from what contradicts it; repetitions fall away. */
export function sortPoints(events: readonly ReceivedEvent<typeof ReadingsReported>[]): SortedPoints {
  const first = new Map<string, Point>();
  const contradictions: Point[] = [];
  for (const { data } of events) {
    for (const { ts, registers } of data.readings) {
      for (const [code, value] of Object.entries(registers)) {
        // A message of an earlier version may carry another spelling.
        const register = canonicalObis(code) ?? code;
        const point = { meterNumber: data.meterNumber, register, ts, value, seq: data.seq, receivedAt: data.receivedAt };
        const key = `${point.meterNumber} ${register} ${ts.getTime()}`;
        const known = first.get(key);
        if (known === undefined) first.set(key, point);
        else if (known.value !== value) contradictions.push(point);
      }
    }
  }
  return { points: [...first.values()], contradictions };
}

/** The newest point of each register, by its effective time. */
export function newestPoints(points: readonly Point[]): readonly Point[] {
  const newest = new Map<string, Point>();
  for (const point of points) {
    const key = `${point.meterNumber} ${point.register}`;
    const known = newest.get(key);
    if (known === undefined || isNewer(point, known)) newest.set(key, point);
  }
  return [...newest.values()];
}

/** Of equal times what came later is newer, and within one message what the meter says is. */
function isNewer(one: Point, other: Point): boolean {
  const differences = [
    effectiveTime(one.ts, one.receivedAt).getTime() - effectiveTime(other.ts, other.receivedAt).getTime(),
    one.receivedAt.getTime() - other.receivedAt.getTime(),
    one.ts.getTime() - other.ts.getTime(),
  ];
  return (differences.find((difference) => difference !== 0) ?? 0) > 0;
}

/** First days of the months, in UTC, that these points lie in, as `YYYY-MM-01`. */
export function monthsOf(points: Iterable<Pick<Point, 'ts'>>): ReadonlySet<string> {
  const days = new Set<number>();
  for (const { ts } of points) days.add(Math.floor(ts.getTime() / DAY_MS));
  return new Set([...days].map((day) => `${new Date(day * DAY_MS).toISOString().slice(0, 7)}-01`));
}
