import type { Commodity } from '@openprepay/contracts/wire';

/** What is known of a register beside its OBIS code. */
export interface RegisterKind {
  readonly name: RegisterName;
  /** Absent where the code does not say it. */
  readonly unit?: string;
  /** It only ever grows: what was used is the difference of two readings. */
  readonly counts: boolean;
}

export type RegisterName =
  'energy-import' | 'energy-export' | 'power' | 'voltage' | 'current' | 'water-volume' | 'gas-volume' | 'time-used' | 'credit' | 'other';

/** @source IEC 62056-61, and what the meters of the field say in them */
const KNOWN: Readonly<Record<string, RegisterKind>> = {
  '1-0:1.8.0': { name: 'energy-import', unit: 'kWh', counts: true },
  '1-0:2.8.0': { name: 'energy-export', unit: 'kWh', counts: true },
  '1-0:1.7.0': { name: 'power', unit: 'W', counts: false },
  '1-0:16.7.0': { name: 'power', unit: 'W', counts: false },
  '1-0:32.7.0': { name: 'voltage', unit: 'V', counts: false },
  '1-0:31.7.0': { name: 'current', unit: 'A', counts: false },
  '8-0:1.0.0': { name: 'water-volume', unit: 'm³', counts: true },
  '7-0:3.0.0': { name: 'gas-volume', unit: 'm³', counts: true },
  '0-0:96.8.0': { name: 'time-used', unit: 'min', counts: true },
};
const CREDIT = '0-0:19.10.0';

export const UNITS: Readonly<Record<Commodity, string>> = { electricity: 'kWh', water: 'm³', gas: 'm³', time: 'min' };

/** The register that counts what is sold. */
export const TOTALS: Readonly<Record<Commodity, string>> = {
  electricity: '1-0:1.8.0',
  water: '8-0:1.0.0',
  gas: '7-0:3.0.0',
  time: '0-0:96.8.0',
};

export const registerKind = (obis: string, commodity: Commodity): RegisterKind =>
  obis === CREDIT ? { name: 'credit', unit: UNITS[commodity], counts: false } : (KNOWN[obis] ?? { name: 'other', counts: false });
