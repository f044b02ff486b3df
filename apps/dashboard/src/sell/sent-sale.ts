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
