import { HttpStatus } from '@nestjs/common';
import type { GatewayErrorCode } from './gateway-error.js';

export const gatewayErrorStatus = {
  'gateway.credentials_wrong': HttpStatus.UNAUTHORIZED,
  'gateway.external_sign_in': HttpStatus.CONFLICT,
  'gateway.own_account': HttpStatus.CONFLICT,
  'gateway.password_too_short': HttpStatus.UNPROCESSABLE_ENTITY,
  'gateway.path_refused': HttpStatus.BAD_REQUEST,
  'gateway.service_timeout': HttpStatus.GATEWAY_TIMEOUT,
  'gateway.service_unavailable': HttpStatus.SERVICE_UNAVAILABLE,
  'gateway.stream_full': HttpStatus.TOO_MANY_REQUESTS,
  'gateway.time_zone_unknown': HttpStatus.UNPROCESSABLE_ENTITY,
  'gateway.currency_unknown': HttpStatus.UNPROCESSABLE_ENTITY,
  'gateway.user_not_found': HttpStatus.NOT_FOUND,
  'gateway.username_taken': HttpStatus.CONFLICT,
  'gateway.utility_taken': HttpStatus.CONFLICT,
} satisfies Record<GatewayErrorCode, HttpStatus>;
