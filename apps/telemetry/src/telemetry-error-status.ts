import { HttpStatus } from '@nestjs/common';
import type { TelemetryErrorCode } from './telemetry-error.js';

export const telemetryErrorStatus = {
  'telemetry.meter_unknown': HttpStatus.NOT_FOUND,
  'telemetry.meter_credentials_elsewhere': HttpStatus.CONFLICT,
  'telemetry.credentials_not_found': HttpStatus.NOT_FOUND,
  'telemetry.meter_offline': HttpStatus.CONFLICT,
  'telemetry.broker_not_authenticated': HttpStatus.UNAUTHORIZED,
  'telemetry.broker_unavailable': HttpStatus.SERVICE_UNAVAILABLE,
  'telemetry.alarm_unknown': HttpStatus.NOT_FOUND,
  'telemetry.alarm_acknowledged': HttpStatus.CONFLICT,
  'telemetry.range_invalid': HttpStatus.BAD_REQUEST,
  'telemetry.topic_unknown': HttpStatus.UNPROCESSABLE_ENTITY,
  'telemetry.topic_not_allowed': HttpStatus.FORBIDDEN,
  'telemetry.payload_too_large': HttpStatus.PAYLOAD_TOO_LARGE,
  'telemetry.payload_not_json': HttpStatus.UNPROCESSABLE_ENTITY,
  'telemetry.payload_invalid': HttpStatus.UNPROCESSABLE_ENTITY,
  'telemetry.meter_number_mismatch': HttpStatus.UNPROCESSABLE_ENTITY,
  'telemetry.meter_not_registered': HttpStatus.UNPROCESSABLE_ENTITY,
  'telemetry.reading_in_future': HttpStatus.UNPROCESSABLE_ENTITY,
  'telemetry.reading_too_old': HttpStatus.UNPROCESSABLE_ENTITY,
  'telemetry.delivery_unknown': HttpStatus.UNPROCESSABLE_ENTITY,
  'telemetry.delivery_token_unknown': HttpStatus.UNPROCESSABLE_ENTITY,
  'telemetry.handling_failed': HttpStatus.UNPROCESSABLE_ENTITY,
} satisfies Record<TelemetryErrorCode, HttpStatus>;
