import type { SalesAnswer } from '@openprepay/contracts/http/vending-sales';
import type { Commodity } from '@openprepay/contracts/wire';
import { creditTenths, type CreditTenths, formatCredit, formatMoney, moneyMinor, type MoneyMinor } from '@openprepay/quantities';
import { UNITS } from '@openprepay/sts';
import type { SoldInStep } from './sales.js';

/** One answer for each step; its sums, which come ordered, side by side. */
export function salesToApi(sold: readonly SoldInStep[]): SalesAnswer[] {
  const steps = grouped(sold, ({ start }) => start.toISOString());
  return [...steps].map(([start, parts]) => ({
    start,
    ...(parts.some(({ demo }) => demo) ? { demo: true as const } : {}),
    vends: parts.reduce((total, { vends }) => total + vends, 0),
    money: [...grouped(parts, ({ currency }) => currency)].map(([currency, ofIt]) => ({
      currency,
      amount: formatMoney(totalMoney(ofIt), currency),
    })),
    units: [...grouped(parts, ({ commodity }) => commodity)].map(([commodity, ofIt]) => ({
      commodity,
      value: formatCredit(totalUnits(ofIt)),
      unit: UNITS[commodity as Commodity] ?? '',
    })),
  }));
}

const totalMoney = (parts: readonly SoldInStep[]): MoneyMinor =>
  moneyMinor(parts.reduce((total, { tenderMinor }) => total + tenderMinor, 0n));

const totalUnits = (parts: readonly SoldInStep[]): CreditTenths =>
  creditTenths(parts.reduce((total, { unitsTenths }) => total + unitsTenths, 0n));

/** In the order in which the groups come first. */
function grouped(parts: readonly SoldInStep[], key: (part: SoldInStep) => string): ReadonlyMap<string, readonly SoldInStep[]> {
  const groups = new Map<string, SoldInStep[]>();
  for (const part of parts) groups.set(key(part), [...(groups.get(key(part)) ?? []), part]);
  return groups;
}
