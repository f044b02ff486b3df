import { StsError } from './sts-error.js';

const RANDOM_LIMIT = 15;

/** @throws {StsError} `sts.field_out_of_range` unless an integer 0..15 */
export function requireRandom(random: number): void {
  requireField('random', random, RANDOM_LIMIT);
}

/** @throws {StsError} `sts.field_out_of_range` unless an integer from 0 to the largest */
export function requireField(name: string, value: number, largest: number): void {
  if (!Number.isInteger(value) || value < 0 || value > largest) {
    throw new StsError('sts.field_out_of_range', `${name} is an integer from 0 to ${largest}`);
  }
}

/** @throws {TypeError} unless true or false */
export function requireBoolean(name: string, value: boolean): void {
  if (typeof value !== 'boolean') throw new TypeError(`${name} is true or false`);
}
