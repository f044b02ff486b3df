export type ApacheKafkaErrorCode =
  | 'apache-kafka.not_available'
  | 'apache-kafka.jars_not_fetched'
  | 'apache-kafka.format_failed'
  | 'apache-kafka.not_started'
  | 'apache-kafka.invalid_config';

/** The one error class of this tool; `code` is stable. */
export class ApacheKafkaError extends Error {
  override readonly name = 'ApacheKafkaError';
  constructor(
    readonly code: ApacheKafkaErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
