import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../session/use-session.js';
import * as exact from './exact.js';
import * as zoned from './zoned.js';

/** Everything that writes numbers and times in the language of the page, and the currency and zone of the utility. */
export interface Format {
  money(amount: string, currency?: string): string;
  plainMoney(amount: string, currency?: string): string;
  decimal(value: string): string;
  quantity(quantity: { readonly value: string; readonly unit: string }): string;
  count(value: number): string;
  dateTime(instant: string): string;
  timeOfDay(instant: string): string;
  day(instant: string): string;
  calendarDay(date: string): string;
  readonly currency: string;
  readonly timeZone: string;
}

export function useFormat(): Format {
  const { i18n } = useTranslation();
  const { currency, timeZone } = useMe();
  const { language } = i18n;
  return useMemo(
    () => ({
      money: (amount, other = currency) => exact.money(amount, other, language),
      plainMoney: (amount, other = currency) => exact.plainMoney(amount, other, language),
      decimal: (value) => exact.decimal(value, language),
      quantity: (value) => exact.quantity(value, language),
      count: (value) => exact.count(value, language),
      dateTime: (instant) => zoned.dateTime(instant, timeZone, language),
      timeOfDay: (instant) => zoned.timeOfDay(instant, timeZone, language),
      day: (instant) => zoned.day(instant, timeZone, language),
      calendarDay: (date) => zoned.calendarDay(date, language),
      currency,
      timeZone,
    }),
    [currency, timeZone, language],
  );
}
