import { describe, expect, it, vi } from 'vitest';
import { backoffMs } from '../src/backoff.js';
import { BoundedMap } from '../src/bounded-map.js';
import { pause } from '../src/pause.js';
import { RepeatingTask } from '../src/repeating-task.js';
import { SharedReads } from '../src/shared-reads.js';
import { Signal } from '../src/signal.js';
import { settlesWithin, TimeLimitExceeded, withTimeLimit } from '../src/time-limit.js';

/** Longer than any test: what waits this long must have been woken. */
const FOREVER_MS = 3_600_000;

describe('Signal', () => {
  it('remembers a wake-up that came before the sleeper, once', async () => {
    const signal = new Signal();
    signal.wake();

    expect(await signal.wait(FOREVER_MS)).toBe(true);
    expect(await signal.wait(1)).toBe(false);
  });

  it('wakes a sleeper', async () => {
    const signal = new Signal();
    const slept = signal.wait(FOREVER_MS);

    signal.wake();

    expect(await slept).toBe(true);
  });
});

describe('pause', () => {
  it.each(['before', 'during'])('ends when it is aborted %s it', async (when) => {
    const abort = new AbortController();
    if (when === 'before') abort.abort();
    const paused = pause(FOREVER_MS, abort.signal);

    abort.abort();

    await expect(paused).resolves.toBeUndefined();
  });
});

describe('backoffMs', () => {
  it('doubles from the base to the limit, spread by a quarter to either side', () => {
    for (let tries = 0; tries < 200; tries++) {
      const middle = Math.min(100 * 2 ** Math.min(tries, 20), 5_000);
      const ms = backoffMs(tries, { baseMs: 100, limitMs: 5_000 });
      expect(ms).toBeGreaterThanOrEqual(middle * 0.75);
      expect(ms).toBeLessThanOrEqual(middle * 1.25);
    }
  });

  it('does not bring two who failed together back together', () => {
    const pauses = Array.from({ length: 50 }, () => backoffMs(3, { baseMs: 100, limitMs: 5_000 }));
    expect(new Set(pauses).size).toBeGreaterThan(40);
  });
});

describe('withTimeLimit', () => {
  it('gives the result, or what the work throws', async () => {
    await expect(withTimeLimit(Promise.resolve(7), FOREVER_MS, 'seven')).resolves.toBe(7);
    await expect(withTimeLimit(Promise.reject(new Error('no')), FOREVER_MS, 'seven')).rejects.toThrow('no');
  });

  it('gives up by name when the time is up', async () => {
    const never = new Promise(() => undefined);

    await expect(withTimeLimit(never, 1, 'the answer')).rejects.toThrow(new TimeLimitExceeded('the answer took longer than 1 ms'));
  });

  it('leaves no timer behind', async () => {
    vi.useFakeTimers();
    await withTimeLimit(Promise.resolve(), FOREVER_MS, 'it');
    const timers = vi.getTimerCount();
    vi.useRealTimers();

    expect(timers).toBe(0);
  });
});

describe('settlesWithin', () => {
  it('tells an ending, good or bad, from none', async () => {
    expect(await settlesWithin(Promise.resolve(), FOREVER_MS)).toBe(true);
    expect(await settlesWithin(Promise.reject(new Error('no')), FOREVER_MS)).toBe(true);
    expect(await settlesWithin(new Promise(() => undefined), 1)).toBe(false);
  });
});

describe('RepeatingTask', () => {
  it('runs on while there is work, and again when woken', async () => {
    const signal = new Signal();
    const left = [3, 1, 0, 2, 0];
    const rested = [new Signal(), new Signal()];
    let rounds = 0;
    const task = new RepeatingTask({
      name: 'task',
      everyMs: FOREVER_MS,
      task: async () => {
        const done = left[rounds++] ?? 0;
        if (done === 0) rested[rounds === 3 ? 0 : 1]!.wake();
        return done;
      },
      onError: (error) => expect.unreachable(String(error)),
      signal,
    });

    await task.start();
    await rested[0]!.wait(FOREVER_MS);
    expect(rounds).toBe(3);
    signal.wake();
    await rested[1]!.wait(FOREVER_MS);
    await task.stop();

    expect(rounds).toBe(5);
  });

  it('rests longer while it finds nothing, and as before once it is woken or finds something', async () => {
    vi.useFakeTimers();
    const [signal, began] = [new Signal(), [] as number[]];
    const finds = new Map([[5, 1]]);
    const options = { name: 'task', everyMs: 100, restLimitMs: 300, onError: () => undefined, signal };
    const task = new RepeatingTask({ ...options, task: async () => finds.get(began.push(performance.now())) ?? 0 });
    const first = performance.now();

    await task.start();
    await vi.advanceTimersByTimeAsync(950);
    signal.wake();
    await vi.advanceTimersByTimeAsync(500);
    const stopped = task.stop();
    await vi.advanceTimersByTimeAsync(0);
    await stopped;
    vi.useRealTimers();

    // The fifth, at 900 ms, finds work; woken at 950 ms.
    expect(began.map((at) => Math.round(at - first))).toEqual([0, 100, 300, 600, 900, 900, 950, 1_050, 1_250]);
  });

  it('begins rounds no closer than it may, however often it is woken', async () => {
    vi.useFakeTimers();
    const [signal, began] = [new Signal(), [] as number[]];
    const options = { name: 'task', everyMs: FOREVER_MS, leastMs: 100, onError: () => undefined, signal };
    const task = new RepeatingTask({ ...options, task: async () => void began.push(performance.now()) });
    const first = performance.now();

    await task.start();
    for (let time = 0; time < 25; time++) {
      signal.wake();
      await vi.advanceTimersByTimeAsync(10);
    }
    const stopped = task.stop();
    await vi.advanceTimersByTimeAsync(0);
    await stopped;
    vi.useRealTimers();

    expect(began.map((at) => Math.round(at - first))).toEqual([0, 100, 200]);
  });

  it('tells of a round that failed and goes on', async () => {
    const signal = new Signal();
    const errors: unknown[] = [];
    const again = new Signal();
    let rounds = 0;
    const task = new RepeatingTask({
      name: 'task',
      everyMs: 1,
      task: async () => {
        if (++rounds === 1) throw new Error('first');
        again.wake();
      },
      onError: (error) => errors.push(error),
      signal,
    });

    await task.start();
    await again.wait(FOREVER_MS);
    await task.stop();

    expect(errors).toEqual([new Error('first')]);
  });

  it('stops after the round in hand, and not before its end', async () => {
    const entered = new Signal();
    let release: () => void = () => undefined;
    let ended = false;
    const task = new RepeatingTask({
      name: 'task',
      everyMs: FOREVER_MS,
      task: async () => {
        entered.wake();
        await new Promise<void>((resolve) => (release = resolve));
        ended = true;
      },
      onError: () => undefined,
    });
    await task.start();
    await entered.wait(FOREVER_MS);

    const stopped = task.stop();
    release();
    await stopped;

    expect(ended).toBe(true);
  });
});

describe('BoundedMap', () => {
  it('forgets what was used longest ago', () => {
    const map = new BoundedMap<string, number>(2);
    map.set('a', 1);
    map.set('b', 2);
    map.get('a');

    map.set('c', 3);

    expect([map.get('a'), map.get('b'), map.get('c'), map.size]).toEqual([1, undefined, 3, 2]);
  });

  it('writes an entry again without forgetting another', () => {
    const map = new BoundedMap<string, number>(2);
    map.set('a', 1);
    map.set('b', 2);

    map.set('b', 3);

    expect([map.get('a'), map.get('b')]).toEqual([1, 3]);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses a limit of %s', (limit) => {
    expect(() => new BoundedMap(limit)).toThrow(RangeError);
  });
});

describe('SharedReads', () => {
  const readsOf = (maxKeys = 100) => {
    const reads: { readonly keys: readonly string[]; answer: (value: string) => void; fail: (error: Error) => void }[] = [];
    const shared = new SharedReads<string, string>(
      (keys) =>
        new Promise((resolve, reject) => {
          const answer = (value: string): void =>
            resolve(new Map(keys.filter((key) => key !== 'unknown').map((key) => [key, `${key} ${value}`])));
          reads.push({ keys, answer, fail: reject });
        }),
      maxKeys,
    );
    const nth = (count: number) =>
      expect
        .poll(() => reads.length)
        .toBe(count)
        .then(() => reads[count - 1]!);
    return { shared, reads, nth };
  };

  it('reads together what is asked for in one moment, each key once, and tells who asked for nothing that there is', async () => {
    const { shared, nth } = readsOf();

    const asked = Promise.all(['a', 'b', 'a', 'unknown'].map((key) => shared.ask(key)));
    const read = await nth(1);
    read.answer('1');

    expect(read.keys).toEqual(['a', 'b', 'unknown']);
    expect(await asked).toEqual(['a 1', 'b 1', 'a 1', undefined]);
  });

  it('reads again for whoever asks while a read is under way, since that began before', async () => {
    const { shared, nth } = readsOf();
    const first = shared.ask('a');
    const read = await nth(1);
    const later = [shared.ask('a'), shared.ask('b')];
    read.answer('old');

    const next = await nth(2);
    next.answer('new');

    expect(next.keys).toEqual(['a', 'b']);
    expect(await Promise.all([first, ...later])).toEqual(['a old', 'a new', 'b new']);
  });

  it('reads no more at once than it may, tells a failure to those whose read it was, and goes on', async () => {
    const { shared, nth } = readsOf(2);
    const asked = Promise.allSettled(['a', 'b', 'c'].map((key) => shared.ask(key)));

    (await nth(1)).fail(new Error('no'));
    (await nth(2)).answer('1');

    expect((await asked).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
    const again = shared.ask('d');
    (await nth(3)).answer('2');
    expect(await again).toBe('d 2');
  });
});
