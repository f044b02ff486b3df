export type EmbeddedKafkaErrorCode =
  | 'embedded-kafka.malformed_request'
  | 'embedded-kafka.unsupported_request'
  | 'embedded-kafka.data_dir_in_use'
  | 'embedded-kafka.port_in_use'
  | 'embedded-kafka.corrupt_metadata'
  | 'embedded-kafka.storage_failed'
  | 'embedded-kafka.invalid_config';

/** The broker's one error class. `code` is stable; the first two codes close the connection that caused them and nothing else. */
export class EmbeddedKafkaError extends Error {
  override readonly name = 'EmbeddedKafkaError';
  constructor(
    readonly code: EmbeddedKafkaErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
