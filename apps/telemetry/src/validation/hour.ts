const HOUR_MS = 3_600_000;

/** An hour of UTC of a meter. */
export interface MeterHour {
  readonly meterNumber: string;
  readonly hour: Date;
}

export const hourOf = (ts: Date): Date => new Date(Math.floor(ts.getTime() / HOUR_MS) * HOUR_MS);
export const endOf = (hour: Date): Date => new Date(hour.getTime() + HOUR_MS);
