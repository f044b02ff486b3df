import type { SentSale } from './settle-sale.js';

/** The sale in hand outlives the page: after a reload, or a browser that died, its outcome is found again. */
const keptAs = (userId: string): string => `openprepay.sale.${userId}`;

export const keepSale = (userId: string, sale: SentSale): void => localStorage.setItem(keptAs(userId), JSON.stringify(sale));

export const forgetSale = (userId: string): void => localStorage.removeItem(keptAs(userId));

export function keptSale(userId: string): SentSale | undefined {
  const text = localStorage.getItem(keptAs(userId));
  if (text === null) return undefined;
  try {
    return JSON.parse(text) as SentSale;
  } catch {
    return undefined;
  }
}

const KEY_BYTES = 16;

/** As `crypto.randomUUID`, which pages outside a secure context do not have. */
export const newSaleKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(KEY_BYTES)), (byte) => byte.toString(16).padStart(2, '0')).join('');
