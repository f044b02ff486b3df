import { areDigits } from './digits.js';
import { StsError } from './sts-error.js';

/** A tariff index as a number. @throws {StsError} `sts.tariff_index_format` unless two digits */
export function parseTariffIndex(tariffIndex: string): number {
  requireTariffIndex(tariffIndex);
  return Number(tariffIndex);
}

/** @throws {StsError} `sts.tariff_index_format` unless two digits */
export function requireTariffIndex(tariffIndex: string): void {
  if (typeof tariffIndex !== 'string' || !areDigits(tariffIndex, 2)) {
    throw new StsError('sts.tariff_index_format', 'a tariff index has 2 digits');
  }
}
