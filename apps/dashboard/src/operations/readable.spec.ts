import { describe, expect, it } from 'vitest';
import { readable } from './readable.js';

const base64Of = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const base64 = (text: string): string => base64Of(new TextEncoder().encode(text));

describe('the value of a parked message', () => {
  it('is laid out where it is JSON', () => {
    expect(readable(base64('{"a":{"b":1}}'))).toBe('{\n  "a": {\n    "b": 1\n  }\n}');
  });

  it('keeps numbers as they were written, however long', () => {
    expect(readable(base64('{"amount":12345678901234567890.10}'))).toContain('12345678901234567890.10');
  });

  it('is the text itself where it is none', () => {
    expect(readable(base64('{"a": café'))).toBe('{"a": café');
  });

  it('stays base64 where it is no text', () => {
    const bytes = base64Of(Uint8Array.of(0xff, 0xfe, 0x00));
    expect(readable(bytes)).toBe(bytes);
  });
});
