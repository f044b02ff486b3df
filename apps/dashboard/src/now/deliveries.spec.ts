import { expect, it } from 'vitest';
import { funnelOf } from './deliveries.js';

it('shows every state of a token on its way, also those that none is in', () => {
  expect(
    funnelOf([
      { state: 'accepted', count: 8 },
      { state: 'pending', count: 2 },
    ]),
  ).toEqual([
    { state: 'pending', count: 2, share: 0.25 },
    { state: 'accepted', count: 8, share: 1 },
    { state: 'rejected', count: 0, share: 0 },
    { state: 'expired', count: 0, share: 0 },
  ]);
});

it('has no bars where nothing was delivered', () => {
  expect(funnelOf([]).map(({ share }) => share)).toEqual([0, 0, 0, 0]);
});
