import { expect } from 'vitest';
import { type StsErrorCode } from '../src/index.js';

/** Expects a coded refusal that says why. */
export function expectRefusal(attempt: () => unknown, code: StsErrorCode): void {
  expect(attempt).toThrow(expect.objectContaining({ name: 'StsError', code, message: expect.stringMatching(/[a-z]/) as unknown }));
}
