import type { Vend } from '../vend/vend.js';
import type { PricingUnknown } from './price-vend.js';

/** Nothing was sold: the meter's key is being changed, or is to be, which is seen to first. */
export const KEY_DUE = 'key-due';
export type KeyDue = typeof KEY_DUE;

export interface AcceptedVend {
  readonly vend: Vend;
  /** True where the key had made this vend before. */
  readonly replayed: boolean;
}

/** Makes the vend of a sale, or tells why that has to wait: then nothing was stored. */
export type Accept = () => Promise<AcceptedVend | PricingUnknown | KeyDue>;
