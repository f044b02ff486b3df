export type PersistenceErrorCode =
  | 'request.cursor_invalid'
  | 'persistence.role_unsafe'
  /** The server allows fewer connections than are needed. */
  | 'persistence.connections_too_few';

/** The library's one error class. `code` is API and never renamed; `message` is for people. */
export class PersistenceError extends Error {
  override readonly name = 'PersistenceError';
  constructor(
    readonly code: PersistenceErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
