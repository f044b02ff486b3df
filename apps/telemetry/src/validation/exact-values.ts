import { formatTrimmed, parseScaled } from '@openprepay/quantities';

/** As many decimals as a register's value can have. */
const MAX_DECIMALS = 9;

/** Every value of a register is a whole number of this part of its unit, so that sums and differences are exact. */
export const ONE = 10n ** BigInt(MAX_DECIMALS);

/** @param value an exact decimal, which may be negative @returns billionths of the unit */
export const exactly = (value: string): bigint => parseScaled(value, MAX_DECIMALS, NEGATIVE_AS_WELL);

const NEGATIVE_AS_WELL = { allowNegative: true } as const;

/** @param billionths of the unit @returns a decimal without zeros at its end */
export const decimalOf = (billionths: bigint): string => formatTrimmed(billionths, MAX_DECIMALS);
