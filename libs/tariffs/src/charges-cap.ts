import { moneyMinor, type MoneyMinor } from '@openprepay/quantities';
import { MICRO, type CompiledTariff } from './compile-tariff.js';

/** What fixed charges and debts together may take of a tender: all of it where the tariff has no cap. */
export const cappedCharges = (tenderMinor: MoneyMinor, { chargesCapMicro }: Pick<CompiledTariff, 'chargesCapMicro'>): MoneyMinor =>
  moneyMinor((tenderMinor * chargesCapMicro) / MICRO);
