import { areDigits } from './digits.js';
import { StsError } from './sts-error.js';

/** A supply group code as a number. @throws {StsError} `sts.supply_group_code_format` unless six digits */
export function parseSupplyGroupCode(supplyGroupCode: string): number {
  requireSupplyGroupCode(supplyGroupCode);
  return Number(supplyGroupCode);
}

/** @throws {StsError} `sts.supply_group_code_format` unless six digits */
export function requireSupplyGroupCode(supplyGroupCode: string): void {
  if (typeof supplyGroupCode !== 'string' || !areDigits(supplyGroupCode, 6)) {
    throw new StsError('sts.supply_group_code_format', 'a supply group code has 6 digits');
  }
}
