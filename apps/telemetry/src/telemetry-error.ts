export type TelemetryErrorCode =
  | 'telemetry.meter_unknown'
  | 'telemetry.meter_credentials_elsewhere'
  | 'telemetry.credentials_not_found'
  | 'telemetry.meter_offline'
  | 'telemetry.broker_not_authenticated'
  | 'telemetry.broker_unavailable'
  | 'telemetry.alarm_unknown'
  | 'telemetry.alarm_acknowledged'
  | 'telemetry.range_invalid'
  | QuarantineCode;

/** Why an uplink was set aside instead of being stored. */
export type QuarantineCode =
  | 'telemetry.topic_unknown'
  | 'telemetry.topic_not_allowed'
  | 'telemetry.payload_too_large'
  | 'telemetry.payload_not_json'
  | 'telemetry.payload_invalid'
  | 'telemetry.meter_number_mismatch'
  | 'telemetry.meter_not_registered'
  | 'telemetry.reading_in_future'
  | 'telemetry.reading_too_old'
  | 'telemetry.delivery_unknown'
  | 'telemetry.delivery_token_unknown'
  | 'telemetry.handling_failed';

/** The service's one error class. `code` is API and never renamed; `message` is for people. */
export class TelemetryError extends Error {
  override readonly name = 'TelemetryError';
  constructor(
    readonly code: TelemetryErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What an uplink is set aside for; thrown by decoders and handlers of the ingest path only. */
export class UplinkRefused extends TelemetryError {
  constructor(
    readonly quarantineCode: QuarantineCode,
    message: string,
  ) {
    super(quarantineCode, message);
  }
}
