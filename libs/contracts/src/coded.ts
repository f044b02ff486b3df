/** A failure that a caller can act on: `code` is API (`service.what_happened`) and never renamed. */
export interface CodedError extends Error {
  readonly code: string;
}

const CODE = /^[a-z][a-z-]*\.[a-z][a-z0-9_]*$/;

/**
 * An outage that has a name: a part of the system cannot be trusted just now. It is waited out as a database that is away is:
 * no answer to anybody, and nothing is parked because of it.
 */
export class NamedOutage<Code extends string = string> extends Error {
  override readonly name = 'NamedOutage';
  /** What tells it apart where this class is not known. */
  readonly outage = true;
  constructor(
    readonly code: Code,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Tells the domain's own errors from bugs and outages, whose `code` (ECONNREFUSED, 23505) has another shape, or which say so. */
export const isCoded = (error: unknown): error is CodedError =>
  error instanceof Error && !(error instanceof NamedOutage) && 'code' in error && typeof error.code === 'string' && CODE.test(error.code);
