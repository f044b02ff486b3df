import { expect } from 'vitest';
import { type StsErrorCode } from '../src/index.js';

/** Expects a coded refusal. */
export function expectRefusal(attempt: () => unknown, code: StsErrorCode): void {
  expect(attempt).toThrow(expect.objectContaining({ name: 'StsError', code }));
}
