import { areDigits } from './digits.js';
import { StsError } from './sts-error.js';

/** A supply group code as a number. @throws {StsError} `sts.supply_group_code_format` unless six digits */
export function parseSupplyGroupCode(supplyGroupCode: string): number {
  if (typeof supplyGroupCode !== 'string' || !areDigits(supplyGroupCode, 6)) {
    throw new StsError('sts.supply_group_code_format', 'a supply group code has 6 digits');
  }
  return Number(supplyGroupCode);
}
