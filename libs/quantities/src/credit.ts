import { formatDecimal } from './decimal.js';
import type { CreditTenths } from './quantity.js';

/** Writes a credit in the commodity's unit, with the one decimal that a token has: 391 tenths are "39.1". */
export const formatCredit = (tenths: CreditTenths): string => formatDecimal(tenths, 1);
