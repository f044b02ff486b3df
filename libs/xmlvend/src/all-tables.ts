import { baseTypes } from './base-tables.js';
import { conlogTypes, eskomBaseTypes, eskomMeterTypes, eskomRevenueTypes } from './extension-tables.js';
import { meterTypes } from './meter-tables.js';
import type { NamespaceName } from './profile.js';
import { revenueTypes } from './revenue-tables.js';
import type { TypeTable } from './type-table.js';

/** The one table of each namespace. Types are told apart by their names alone: no two namespaces use the same one. */
export const tables = {
  base: baseTypes,
  revenue: revenueTypes,
  meter: meterTypes,
  conlog: conlogTypes,
  eskomBase: eskomBaseTypes,
  eskomMeter: eskomMeterTypes,
  eskomRevenue: eskomRevenueTypes,
} as const satisfies Record<NamespaceName, TypeTable>;

export type Tables = typeof baseTypes &
  typeof revenueTypes &
  typeof meterTypes &
  typeof conlogTypes &
  typeof eskomBaseTypes &
  typeof eskomMeterTypes &
  typeof eskomRevenueTypes;

/** What a part of these types may say, and nothing else. */
export const enumerations = {
  BatchStatusType: ['open', 'closed'],
  ChequeType: ['Personal', 'Company', 'Government'],
  CreditTokenSubClassType: ['Electricity Token', 'Water Token', 'Gas Token', 'Connection time Token', 'Currency Token'],
  MeterSpecificEng: ['SetPwrLmt', 'SetPhUnbalance', 'AddDefaultCred', 'ClearCred', 'ClearTamper', 'EngKCT', 'SetWaterFact'],
  NonMeterSpecificEng: [
    'TestAll',
    'TestBreaker',
    'TestDisp',
    'DispPwrLmt',
    'DispTI',
    'DispKRN',
    'DispTamper',
    'DispInstPwr',
    'DispConsTot',
    'DispUnbalance',
    'DispVer',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type Enumerations = typeof enumerations;
