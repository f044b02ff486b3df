import { describe, expect, it } from 'vitest';
import { SellerCrowd } from './seller-crowd.js';

describe('the crowd of a seller', () => {
  it('takes no more once too many are under way, of this seller alone, until one has ended, well or badly', async () => {
    const crowd = new SellerCrowd(() => 2);
    const ends: ((error?: Error) => void)[] = [];
    const sell = (seller: string): Promise<void> =>
      crowd.take(seller, () => new Promise((resolve, reject) => ends.push((error) => (error ? reject(error) : resolve()))));

    const [first, second] = [sell('greedy'), sell('greedy')];
    await expect(sell('greedy')).rejects.toMatchObject({ code: 'vending.seller_busy', retryAfterSeconds: 1 });
    const other = sell('modest');

    ends[0]!(new Error('no'));
    await expect(first).rejects.toThrow('no');
    const third = sell('greedy');
    for (const end of ends.slice(1)) end();
    await Promise.all([second, other, third]);
  });
});
