/** An accounting period: a month of the utility's time zone, written as `2026-11`. */
export type Period = string;

const MONTHS = 12;

/** The month after. */
export function nextPeriod(period: Period): Period {
  const [year, month] = period.split('-').map(Number) as [number, number];
  const next = month === MONTHS ? { year: year + 1, month: 1 } : { year, month: month + 1 };
  return `${String(next.year).padStart(4, '0')}-${String(next.month).padStart(2, '0')}`;
}
