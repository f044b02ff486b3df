const UNIQUE_VIOLATION = '23505';

/** Tells whether a row was refused because one like it exists; `constraint` narrows it to one constraint or unique index. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const cause = databaseCause(error);
  return cause?.code === UNIQUE_VIOLATION && (constraint === undefined || cause.constraint === constraint);
}

export interface DatabaseCause {
  /** SQLSTATE of the server, or the errno of the socket. */
  readonly code?: string;
  readonly constraint?: string;
  readonly message?: string;
}

/** What the driver said, whether or not TypeORM wrapped it. */
export function databaseCause(error: unknown): DatabaseCause | undefined {
  if (!(error instanceof Error)) return undefined;
  const wrapped: unknown = 'driverError' in error ? error.driverError : error;
  return typeof wrapped === 'object' && wrapped !== null ? wrapped : undefined;
}
