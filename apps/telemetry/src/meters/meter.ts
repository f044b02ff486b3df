/** Who a meter number belongs to, as the ingest path needs it. */
export interface MeterIdentity {
  readonly utility: string;
  readonly meterNumber: string;
  readonly meterPan: string;
}

/** Told, with utility and meter number, when vending has made a meter known. */
export const METER_CHANNEL = 'telemetry_meter';
export const meterPayload = (utility: string, meterNumber: string): string => `${utility}/${meterNumber}`;
