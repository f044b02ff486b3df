import type { DoorName } from '../door-names.js';
import { PointOfSale } from './point-of-sale.client.js';
import type { Till } from './till.js';
import { type Terminal, XmlvendTill } from './xmlvend-till.client.js';

/** Who sells, and where. */
export interface TillPlace {
  readonly gatewayUrl: string;
  readonly accessToken: string;
  readonly terminal: Terminal;
}

/** How points of sale come in. To measure another way in, name it in `door-names.ts` and add what opens a till of it here. */
export const DOORS: Readonly<Record<DoorName, (place: TillPlace) => Till>> = {
  http: ({ gatewayUrl, accessToken }) => new PointOfSale(gatewayUrl, accessToken),
  xmlvend: ({ gatewayUrl, terminal }) => new XmlvendTill(gatewayUrl, terminal),
};
