import { describe, expect, it } from 'vitest';
import { repeatedName } from '../src/repeated-names.js';

describe('a name that an object has twice', () => {
  it.each([
    ['{"a":1,"a":2}', 'a'],
    ['{"a":1 , "b":{"c":[{"d":1,"e":{},"d":2}]}}', 'd'],
    [String.raw`{"amount":"20.00","\u0061mount":"9000.00"}`, 'amount'],
    [String.raw`{"a\"b":1,"a\u0022b":2}`, 'a"b'],
    ['{"":1,"":2}', ''],
    ['[{"a":{"b":1},"a"\n:\t2}]', 'a'],
    ['{"__proto__":1,"__proto__":2}', '__proto__'],
  ])('is found in %s', (json, name) => {
    expect(repeatedName(json)).toBe(name);
  });

  it.each([
    '{"a":{"a":{"a":[{"a":1},{"a":2}]}}}',
    '{"a":"a","b":"a"}',
    '["a","a"]',
    String.raw`{"a":"\"a\":1,\"a\":2","b":"{\"c\":1,\"c\":2}"}`,
    String.raw`{"a":"\\","b":"\\"}`,
    '{"a":1,"A":2}',
    '"a"',
    '7',
    '{}',
  ])('is not found in %s', (json) => {
    expect(repeatedName(json)).toBeUndefined();
  });

  it('is looked for in one pass, however deep the text', () => {
    const depth = 50_000;

    expect(repeatedName(`${'{"a":['.repeat(depth)}${']}'.repeat(depth)}`)).toBeUndefined();
  });
});
