import { NamedOutage } from '@openprepay/contracts/coded';
import { beforeEach, describe, expect, it } from 'vitest';
import { MAX_CLOCK_SKEW_MS, WatchedClock } from './watched-clock.js';

const YEAR_MS = 365 * 86_400_000;
const START_MS = Date.UTC(2026, 10, 23, 10);

class Machine {
  private wall = START_MS;
  private steady = 7_000;
  wallMs = (): number => this.wall;
  steadyMs = (): number => this.steady;
  set(shiftMs: number): void {
    this.wall += shiftMs;
  }
  pass(ms: number): void {
    this.wall += ms;
    this.steady += ms;
  }
}

let machine: Machine;
let clock: WatchedClock;
beforeEach(() => {
  machine = new Machine();
  clock = new WatchedClock(machine);
});

const says =
  (skewMs = 0) =>
  () =>
    Promise.resolve(new Date(machine.wallMs() + skewMs));
const trusted = (): boolean => {
  try {
    return clock.now().getTime() === machine.wallMs();
  } catch (error) {
    if (error instanceof NamedOutage && error.code === 'service.clock_jumped') return false;
    throw error;
  }
};

describe('a clock that nobody sets', () => {
  it('tells the machine’s time, however long that goes on', () => {
    machine.pass(YEAR_MS);

    expect(trusted()).toBe(true);
  });
});

describe.each([
  ['ahead', YEAR_MS],
  ['back', -YEAR_MS],
])('a clock that is set a year %s', (_, shiftMs) => {
  beforeEach(() => machine.set(shiftMs));

  it('tells no time from that moment on, before anybody has compared it', () => {
    expect(trusted()).toBe(false);
  });

  it('tells the time again as soon as it is set right', () => {
    machine.set(-shiftMs);

    expect(trusted()).toBe(true);
  });

  it('still tells none once the database says that it is wrong, and tells it again after the next comparison', async () => {
    await clock.compare(says(-shiftMs));
    expect(trusted()).toBe(false);

    machine.set(-shiftMs);
    expect(trusted()).toBe(false);
    await clock.compare(says());
    expect(trusted()).toBe(true);
  });

  it('tells the time where the database agrees: the machine had slept, or was wrong before', async () => {
    await clock.compare(says());

    expect(trusted()).toBe(true);
  });

  it('is as untrusted as before where the database does not answer', async () => {
    await expect(clock.compare(() => Promise.reject(new Error('away')))).rejects.toThrow('away');

    expect(trusted()).toBe(false);
  });
});

describe('a comparison', () => {
  it.each([
    ['two minutes are no contradiction', MAX_CLOCK_SKEW_MS, true],
    ['more is', MAX_CLOCK_SKEW_MS + 1, false],
  ])('%s, whichever clock is ahead', async (_, skewMs, agree) => {
    await clock.compare(says(skewMs));
    expect(trusted()).toBe(agree);
    await clock.compare(says(-skewMs));
    expect(trusted()).toBe(agree);
  });

  it('says by how much the clocks differ, the question’s way aside', async () => {
    const afterASecond = async (): Promise<Date> => {
      machine.pass(500);
      const databases = new Date(machine.wallMs() - 3_000);
      machine.pass(500);
      return databases;
    };

    expect(await clock.compare(afterASecond)).toBe(3_000);
    expect(await clock.compare(says(3_000))).toBe(-3_000);
  });

  it('forgives a database that takes long to answer, and no clock that is set meanwhile', async () => {
    const slowly = (meanwhile: () => void) => async (): Promise<Date> => {
      const now = new Date(machine.wallMs());
      machine.pass(10 * MAX_CLOCK_SKEW_MS);
      meanwhile();
      return now;
    };

    await clock.compare(slowly(() => undefined));
    expect(trusted()).toBe(true);
    await clock.compare(slowly(() => machine.set(YEAR_MS)));
    expect(trusted()).toBe(false);
  });
});
