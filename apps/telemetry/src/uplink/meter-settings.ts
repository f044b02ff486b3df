/** What of a meter can be wished and reported. */
export interface MeterSettings {
  readonly relay?: 'open' | 'closed' | undefined;
  readonly intervalSeconds?: number | undefined;
  /** Two digits. */
  readonly tariffIndex?: string | undefined;
  readonly powerLimitWatts?: number | undefined;
}
