import { expect, it } from 'vitest';
import { decodeCurrencyAmount, encodeCurrencyAmount } from '../src/index.js';

const FIELDS = 0x10_0000;
const MINUS_ZERO = 0x8_0000;

it('every currency amount field but minus zero is what its value encodes to', { timeout: 120_000 }, () => {
  const wrong = Array.from({ length: FIELDS }, (_, field) => field).filter(
    (field) => field !== MINUS_ZERO && encodeCurrencyAmount(decodeCurrencyAmount(field)) !== field,
  );
  expect(wrong).toEqual([]);
});
