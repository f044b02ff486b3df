import type { Commodity } from '@openprepay/contracts/wire';

/** The unit that a commodity is sold in; a token counts in tenths of it. */
export const UNITS = { electricity: 'kWh', water: 'm3', gas: 'm3', time: 'min' } as const satisfies Record<Commodity, string>;
