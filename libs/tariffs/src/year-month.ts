/** A calendar month, `YYYY-MM`; the order of the texts is the order of the months. */
export type YearMonth = string;

/** Months since 0000-01. */
export const monthIndex = (month: YearMonth): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;

export const monthOfIndex = (index: number): YearMonth =>
  `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`;
