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
  const first = new Nested(() => new Map<string, Point>());
  const points: Point[] = [];
  const contradictions: Point[] = [];
  for (const { data } of events) {
    for (const { ts, registers } of data.readings) {
      const known = first.of(data.meterNumber, ts.getTime());
      for (const code in registers) {
        const value = registers[code]!;
        // A message of an earlier version may carry another spelling.
        const register = canonicalObis(code) ?? code;
        const said = known.get(register);
        if (said?.value === value) continue;
        const point = { meterNumber: data.meterNumber, register, ts, value, seq: data.seq, receivedAt: data.receivedAt };
        if (said === undefined) known.set(register, point);
        (said === undefined ? points : contradictions).push(point);
      }
    }
  }
  return { points, contradictions };
}

/** The newest point of each register, by its effective time. */
export function newestPoints(points: readonly Point[]): readonly Point[] {
  const newest = new Nested<{ point?: Point }>(() => ({}));
  for (const point of points) {
    const known = newest.of(point.meterNumber, point.register);
    if (known.point === undefined || isNewer(point, known.point)) known.point = point;
  }
  return newest.values().flatMap(({ point }) => point ?? []);
}

/** What is known by two keys. To make one text of both, for each of some thousand points, costs more than all else here. */
class Nested<Value> {
  private readonly byFirst = new Map<string, Map<string | number, Value>>();

  constructor(private readonly make: () => Value) {}

  of(one: string, other: string | number): Value {
    let inner = this.byFirst.get(one);
    if (inner === undefined) this.byFirst.set(one, (inner = new Map<string | number, Value>()));
    let value = inner.get(other);
    if (value === undefined) inner.set(other, (value = this.make()));
    return value;
  }

  values(): Value[] {
    return [...this.byFirst.values()].flatMap((inner) => [...inner.values()]);
  }
}

/** Of equal times what came later is newer, and within one message what the meter says is. */
function isNewer(one: Point, other: Point): boolean {
  const effective = effectiveTime(one.ts, one.receivedAt).getTime() - effectiveTime(other.ts, other.receivedAt).getTime();
  if (effective !== 0) return effective > 0;
  const received = one.receivedAt.getTime() - other.receivedAt.getTime();
  return (received === 0 ? one.ts.getTime() - other.ts.getTime() : received) > 0;
}

/** First days of the months, in UTC, that these points lie in, as `YYYY-MM-01`. */
export function monthsOf(points: Iterable<Pick<Point, 'ts'>>): ReadonlySet<string> {
  const days = new Set<number>();
  for (const { ts } of points) days.add(Math.floor(ts.getTime() / DAY_MS));
  return new Set([...days].map((day) => `${new Date(day * DAY_MS).toISOString().slice(0, 7)}-01`));
}
