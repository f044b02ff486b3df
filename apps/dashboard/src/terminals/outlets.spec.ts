import { expect, it } from 'vitest';
import { outletsOf } from './outlets.js';

it('an outlet is known by the terminals that stand there', () => {
  const terminals = [
    { outletId: 'a', name: 'Till 1' },
    { outletId: 'b', name: 'Phone' },
    { outletId: 'a', name: 'Till 2' },
  ];
  expect(outletsOf(terminals)).toEqual([
    { outletId: 'a', terminals: 'Till 1, Till 2' },
    { outletId: 'b', terminals: 'Phone' },
  ]);
});
