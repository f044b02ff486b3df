import { present } from '@openprepay/contracts/present';
import type { MeterSettings } from '../uplink/meter-settings.js';
import type { MeterState } from './shadow.js';

export type { MeterSettings };

export const SETTINGS = ['relay', 'intervalSeconds', 'tariffIndex', 'powerLimitWatts'] as const satisfies readonly (keyof MeterSettings)[];
export type Setting = (typeof SETTINGS)[number];

/** As the meter said it last. */
export const reportedOf = (state: MeterState | undefined): MeterSettings =>
  present({
    relay: state?.relay,
    intervalSeconds: state?.intervalSeconds,
    tariffIndex: state?.tariffIndex,
    powerLimitWatts: state?.powerLimitWatts,
  });

/** What is wished and not reported so. */
export const driftOf = (desired: MeterSettings, reported: MeterSettings): readonly Setting[] =>
  SETTINGS.filter((setting) => desired[setting] !== undefined && desired[setting] !== reported[setting]);
