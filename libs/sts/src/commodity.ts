import { StsError } from './sts-error.js';

/** What a token sells. Amounts are in 0.1 kWh, 0.1 m3, 0.1 m3 and 0.1 min. */
export type Commodity = 'electricity' | 'water' | 'gas' | 'time';

/** In the order of the standard's subclasses. */
export const COMMODITIES = ['electricity', 'water', 'gas', 'time'] as const satisfies readonly Commodity[];

/** A commodity's place in the standard's order, 0..3. @throws {StsError} `sts.commodity_unknown` */
export function commodityIndex(commodity: Commodity): number {
  const index = COMMODITIES.indexOf(commodity);
  if (index < 0) throw new StsError('sts.commodity_unknown', 'a commodity is electricity, water, gas or time');
  return index;
}
