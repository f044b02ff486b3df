import { describe, expect, it } from 'vitest';
import { checkVendingKey, parseComponent } from './key-rules.js';

const refusal = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

describe('parseComponent', () => {
  it('reads upper and lower case', () => {
    expect(Buffer.from(parseComponent('DKGA02', '0123456789ABCDEF')).toString('hex')).toBe('0123456789abcdef');
  });

  it.each([
    ['', 'component_format'],
    ['not hexadecimal', 'component_format'],
    ['0x0123456789abcdef', 'component_format'],
    ['0123456789abcde', 'component_format'],
    ['0123456789abcdef00', 'component_length'],
    ['00112233445566778899aabbccddeeff01234567', 'component_length'],
    ['0000000000000000', 'component_weak'],
    ['FFFFFFFFFFFFFFFF', 'component_weak'],
  ])('refuses %j: %s, and never repeats it', (component, code) => {
    const error = refusal(() => parseComponent('DKGA02', component));

    expect(error).toMatchObject({ code: `key-management.${code}` });
    if (component !== '') expect((error as Error).message).not.toContain(component);
  });
});

describe('checkVendingKey', () => {
  it.each([
    ['DKGA04', '00'.repeat(20), 'key_weak'],
    ['DKGA04', 'ff'.repeat(20), 'key_weak'],
    ['DKGA02', '0101010101010101', 'key_weak'],
    ['DKGA02', 'fee0fee0fef1fef1', 'key_weak'],
    ['DKGA02', '0000000000000001', 'key_weak'],
    ['DKGA02', '0023456789abcdef', 'key_parity'],
  ] as const)('refuses a %s key %s: %s', (algorithm, key, code) => {
    expect(() => checkVendingKey(algorithm, Buffer.from(key, 'hex'))).toThrow(expect.objectContaining({ code: `key-management.${code}` }));
  });

  it('takes a DES key with odd parity', () => {
    expect(() => checkVendingKey('DKGA02', Buffer.from('0123456789abcdef', 'hex'))).not.toThrow();
  });
});
