import { pause } from '@openprepay/pace/pause';
import { describe, expect, it } from 'vitest';
import { perSecond, repeat } from './measure.js';

describe('repeat', () => {
  it('counts what all workers have done, also what ends after the time is up', async () => {
    let done = 0;
    const work = async (): Promise<number> => {
      await pause(5);
      done += 3;
      return 3;
    };

    const measured = await repeat(work, { workers: 10, seconds: 0.05 });

    expect(measured.count).toBe(done);
    expect(measured.count).toBeGreaterThanOrEqual(60);
    expect(measured.seconds).toBeGreaterThanOrEqual(0.05);
  });

  it('fails as its work fails', async () => {
    await expect(repeat(() => Promise.reject(new Error('broken')), { workers: 2, seconds: 1 })).rejects.toThrow('broken');
  });

  it('has a rate', () => {
    expect(perSecond({ count: 30, seconds: 1.5 })).toBe(20);
  });
});
