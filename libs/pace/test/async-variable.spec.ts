import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { asNow, AsyncVariable } from '../src/async-variable.js';

const name = new AsyncVariable<string>();
const place = new AsyncVariable<number>();

describe('an async variable', () => {
  it('is there in all that its work calls and awaits, and nowhere else', async () => {
    const seen = async (): Promise<string | undefined> => {
      await setImmediate();
      return name.get();
    };

    expect(await Promise.all([name.run('one', seen), name.run('other', seen), seen()])).toEqual(['one', 'other', undefined]);
    expect(name.get()).toBeUndefined();
  });

  it('leaves the others as they are', async () => {
    await name.run('one', () =>
      place.run(2, async () => {
        await setTimeout(1);
        expect([name.get(), place.get()]).toEqual(['one', 2]);

        name.run('within', () => expect([name.get(), place.get()]).toEqual(['within', 2]));
        name.run(undefined, () => expect([name.get(), place.get()]).toEqual([undefined, 2]));
        expect([name.get(), place.get()]).toEqual(['one', 2]);
      }),
    );
  });

  it('gives back what its work returns, and throws what it throws', () => {
    expect(name.run('one', () => name.get())).toBe('one');
    expect(() =>
      name.run('one', () => {
        throw new RangeError('no');
      }),
    ).toThrow(RangeError);
    expect(name.get()).toBeUndefined();
  });

  it('is had later as it is now', async () => {
    const within = name.run('one', () => asNow());
    const outside = asNow();
    const seen = async (): Promise<string | undefined> => {
      await setImmediate();
      return name.get();
    };

    expect(await name.run('other', () => within(seen))).toBe('one');
    expect(await name.run('other', () => outside(seen))).toBeUndefined();
    expect(name.run('other', () => AsyncLocalStorage.snapshot())(() => name.get())).toBe('other');
  });
});
