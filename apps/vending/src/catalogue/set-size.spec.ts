import { describe, expect, it } from 'vitest';
import { requireTakesSets, type SetSize, takesSets, wantsSupplyGroup } from './set-size.js';

describe('the set that a model takes', () => {
  it.each<['EA07' | 'EA11', SetSize, boolean, boolean]>([
    ['EA07', undefined, true, false],
    ['EA07', 2, true, false],
    ['EA07', 3, true, true],
    ['EA07', 4, true, true],
    ['EA11', undefined, true, false],
    ['EA11', 2, false, false],
    ['EA11', 3, false, false],
    ['EA11', 4, true, false],
  ])('of %s and %s tokens: taken %s, with a token for the supply group %s', (algorithm, size, taken, supplyGroup) => {
    expect(takesSets(algorithm, size)).toBe(taken);
    expect(wantsSupplyGroup(algorithm, size)).toBe(supplyGroup);
    if (!taken) expect(() => requireTakesSets(algorithm, size)).toThrow(expect.objectContaining({ code: 'vending.meter_model_unsuited' }));
  });
});
