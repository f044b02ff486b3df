/** A calendar month, `YYYY-MM`; the order of the texts is the order of the months. */
export type YearMonth = string;

const YEAR_MONTH = /^[0-9]{4}-(0[1-9]|1[0-2])$/;

export const isYearMonth = (text: string): boolean => YEAR_MONTH.test(text);

/** Months since 0000-01. */
export const monthIndex = (month: YearMonth): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;

export const monthOfIndex = (index: number): YearMonth =>
  `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`;

export const addMonths = (month: YearMonth, months: number): YearMonth => monthOfIndex(monthIndex(month) + months);
