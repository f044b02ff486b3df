import { describe, expect, it } from 'vitest';
import { MAX_IDEMPOTENCY_KEY_LENGTH, readIdempotencyKey } from './vend-request.js';

describe('readIdempotencyKey', () => {
  it.each(['a', '0d5a4f5e-5c22-4f62-a2a6-0b8a0c1d2e3f', 'till 7/receipt 12', 'x'.repeat(MAX_IDEMPOTENCY_KEY_LENGTH)])('takes %j', (key) => {
    expect(readIdempotencyKey(key)).toBe(key);
  });

  it.each([undefined, ''])('asks for the key where there is %j', (key) => {
    expect(() => readIdempotencyKey(key)).toThrow(expect.objectContaining({ code: 'vending.idempotency_key_required' }));
  });

  it.each(['x'.repeat(MAX_IDEMPOTENCY_KEY_LENGTH + 1), 'tab\there', 'café', ' leading', 'trailing ', 'nul\0', 'line\n'])(
    'refuses %j',
    (key) => {
      expect(() => readIdempotencyKey(key)).toThrow(expect.objectContaining({ code: 'vending.idempotency_key_invalid' }));
    },
  );
});
