/** A failure that a caller can act on: `code` is API (`service.what_happened`) and never renamed. */
export interface CodedError extends Error {
  readonly code: string;
}

const CODE = /^[a-z][a-z-]*\.[a-z][a-z0-9_]*$/;

/** Tells the domain's own errors from bugs and outages, whose `code` (ECONNREFUSED, 23505) has another shape. */
export const isCoded = (error: unknown): error is CodedError =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && CODE.test(error.code);
