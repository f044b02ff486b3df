export const DAY_MS = 86_400_000;

/** Days over which deliveries are counted, as they stand in the address. */
export const RANGES = { day: 1, week: 7, month: 31 } as const;
export type Range = keyof typeof RANGES;

export const rangeOf = (written: string | undefined): Range => (written === 'week' || written === 'month' ? written : 'day');
