import { domesticTariff } from '@openprepay/testing/tariff';
import { moneyMinor } from '@openprepay/quantities';
import {
  compileTariff,
  newSupplyState,
  parseTariffDocument,
  priceTender,
  type Debt,
  type PricedVend,
  type SupplyState,
  type TariffVersion,
} from '../src/index.js';

export const version = (changes: Readonly<Record<string, unknown>> = {}, number = 1): TariffVersion => ({
  version: number,
  tariff: compileTariff(parseTariffDocument(domesticTariff(changes))),
});

export const november = new Date('2026-11-22T10:00:00Z');
export const flat = { energy: { blocks: [{ rate: '10' }] }, levies: undefined, fixedCharges: undefined, tax: undefined };
export const supply = newSupplyState(new Date('2026-11-20T08:00:00Z'));

export interface Sale {
  readonly tariff?: Readonly<Record<string, unknown>>;
  readonly tenderMinor: bigint;
  readonly state?: SupplyState;
  readonly at?: Date;
  readonly debts?: readonly Debt[];
}

export const sell = ({ tariff = {}, tenderMinor, state = supply, at = november, debts = [] }: Sale): PricedVend =>
  priceTender({ versions: [version(tariff)], at, tenderMinor: moneyMinor(tenderMinor), state, debts });

export const debt = (recovery: Debt['recovery'], outstandingMinor = 1_000_000n): Debt => ({
  debtId: 'd',
  code: 'loan',
  outstandingMinor: moneyMinor(outstandingMinor),
  recovery,
});
