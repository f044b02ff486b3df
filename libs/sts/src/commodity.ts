import { StsError } from './sts-error.js';

/** What a token sells. */
export type Commodity = 'electricity' | 'water' | 'gas' | 'time';

/** In the order of the standard's subclasses. */
export const COMMODITIES = ['electricity', 'water', 'gas', 'time'] as const satisfies readonly Commodity[];

/** What a commodity is measured in; the Amount field of a token counts tenths of it. Written in ASCII, as meters and printers show it. */
export const UNITS = { electricity: 'kWh', water: 'm3', gas: 'm3', time: 'min' } as const satisfies Readonly<Record<Commodity, string>>;

/** A commodity's place in the standard's order, 0..3. @throws {StsError} `sts.commodity_unknown` */
export function commodityIndex(commodity: Commodity): number {
  const index = COMMODITIES.indexOf(commodity);
  if (index < 0) throw new StsError('sts.commodity_unknown', 'a commodity is electricity, water, gas or time');
  return index;
}
