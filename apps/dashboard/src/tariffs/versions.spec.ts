import { describe, expect, it } from 'vitest';
import type { TariffAnswer } from '@openprepay/contracts/http/tariff-document';
import { placeVersions, summariesOf } from './versions.js';

const version = (tariffCode: string, number: number, validFrom: string): TariffAnswer => ({
  tariffCode,
  version: number,
  validFrom,
  commodity: 'electricity',
  currency: 'KES',
  energy: { blocks: [{ rate: '1' }] },
});
const first = version('DOM', 1, '2026-01-01T00:00:00Z');
const second = version('DOM', 2, '2026-03-01T00:00:00Z');
const instead = version('DOM', 3, '2026-03-01T00:00:00Z');
const next = version('DOM', 4, '2026-09-01T00:00:00Z');
const now = Date.parse('2026-06-01T00:00:00Z');

describe('the versions of a tariff', () => {
  it('hold one after the other, and of two that begin together the higher one does', () => {
    expect(placeVersions([next, first, second, instead], now).map(({ tariff, state }) => [tariff.version, state])).toEqual([
      [4, 'to-come'],
      [3, 'in-force'],
      [2, 'past'],
      [1, 'past'],
    ]);
  });

  it('are each compared with what holds until they begin', () => {
    expect(placeVersions([next, first, second, instead], now).map(({ before }) => before?.version)).toEqual([3, 1, 1, undefined]);
  });

  it('have none in force before the first begins', () => {
    expect(summariesOf([next, version('WAT', 1, '2026-01-01T00:00:00Z')], now)).toMatchObject([
      { code: 'DOM', inForce: undefined, toCome: [{ version: 4 }] },
      { code: 'WAT', inForce: { version: 1 }, toCome: [] },
    ]);
  });
});
