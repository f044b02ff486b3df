import { expect, it } from 'vitest';
import { leftOf } from './burn-down-days.js';

it('has left to come those that wait, and those whose set is on its way', () => {
  expect(leftOf({ waiting: 5, issued: 3, delivered: 2 })).toBe(10);
});
