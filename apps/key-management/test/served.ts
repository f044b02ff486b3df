import { split } from './security-modules.js';
import type { RunningVault } from './service.js';

export const custodian1 = { roles: ['custodian'], username: 'custodian1' } as const;
export const custodian2 = { roles: ['custodian'], username: 'custodian2' } as const;
export const admin = { roles: ['admin'], username: 'admin' } as const;
export const engineer = { roles: ['engineer'], username: 'engineer' } as const;

export const newKey = { keyType: 2, keyRevision: 1, keyExpiry: 255, baseDate: 2014, decoderKeyAlgorithm: 'DKGA04', components: 2 };
/** Planted, to be looked for in every answer and log line. */
export const KEY = 'c0ffee0badc0ffee0badc0ffee0badc0ffee0bad';
export const [FIRST, SECOND] = split(KEY);

/** The vault that all parts of its test share, from the moment when tests run. */
export interface Served {
  readonly vault: () => RunningVault;
  /** What is answered is kept, to be searched for key material. */
  readonly call: RunningVault['call'];
  /** Of the supply group 600100; it sells. */
  readonly keyId: () => string;
}
