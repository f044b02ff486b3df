export type GatewayErrorCode =
  | 'gateway.credentials_wrong'
  | 'gateway.external_sign_in'
  | 'gateway.own_account'
  | 'gateway.password_too_short'
  | 'gateway.path_refused'
  | 'gateway.service_timeout'
  | 'gateway.service_unavailable'
  | 'gateway.stream_full'
  | 'gateway.time_zone_unknown'
  | 'gateway.currency_unknown'
  | 'gateway.user_not_found'
  | 'gateway.username_taken'
  | 'gateway.utility_taken';

/** The gateway's one error class. `code` is API and never renamed; `message` is for people. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  constructor(
    readonly code: GatewayErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
