import { isCoded } from '@openprepay/contracts/coded';
import {
  type FieldError,
  type PlatformErrorCode,
  platformErrors,
  type Problem,
  PROBLEM_MEDIA_TYPE,
  type RequestErrorCode,
} from '@openprepay/contracts/http/problem';
import type { MessagingErrorCode } from '@openprepay/messaging/messaging-error';
import type { PersistenceErrorCode } from '@openprepay/persistence/persistence-error';

export const PROBLEM_CONTENT_TYPE = `${PROBLEM_MEDIA_TYPE}; charset=utf-8`;

/** The platform's one error class: what is wrong with a request, before any service's domain is asked. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  constructor(
    readonly code: RequestErrorCode,
    message: string,
    readonly options: ErrorOptions & { readonly errors?: readonly FieldError[]; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message, options);
  }
}

/** Input that the contract refuses with a code of the service's own. */
export class RefusedInput extends Error {
  override readonly name = 'RefusedInput';
  constructor(
    readonly code: string,
    message: string,
    readonly errors: readonly FieldError[],
  ) {
    super(message);
  }
}

/** Seconds after which a caller may try again while a database or the broker is away. */
export const RETRY_AFTER_SECONDS = 2;

/** An answer ready to be sent. */
export interface ProblemAnswer {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
  /** True where the fault is ours: it is logged with its cause, which the caller does not see. */
  readonly unexpected: boolean;
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not signed in',
  402: 'Payment required',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'Request timeout',
  409: 'Conflict',
  410: 'Gone',
  413: 'Body too large',
  414: 'Address too long',
  415: 'Unsupported media type',
  422: 'Cannot be processed',
  429: 'Too many requests',
  431: 'Headers too large',
  500: 'Internal error',
  502: 'Bad gateway',
  503: 'Unavailable',
  504: 'Gateway timeout',
};

/** A coded error without a status of its own is still the caller's to act on, never a 5xx. */
const UNMAPPED_CODE_STATUS = 422;

const platformStatus: Readonly<Record<string, number>> = platformErrors satisfies Record<
  PlatformErrorCode | MessagingErrorCode | PersistenceErrorCode,
  number
>;

/** The statuses of a service: its own codes first, then the platform's. */
export const statusOf = (code: string, own: Readonly<Record<string, number>>): number =>
  own[code] ?? platformStatus[code] ?? UNMAPPED_CODE_STATUS;

const problemOf = (status: number, code: string, detail: string): Problem => ({
  type: `urn:openprepay:problem:${code}`,
  title: TITLES[status] ?? 'Error',
  status,
  detail,
  code,
});

/**
 * Turns a coded error into its answer.
 *
 * @param own the service's code → status table; codes of the platform are known already
 */
export function answerCoded(error: Error & { readonly code: string }, own: Readonly<Record<string, number>>): ProblemAnswer {
  const status = statusOf(error.code, own);
  const options = error instanceof RequestError ? error.options : {};
  const errors = options.errors ?? fieldErrorsOf(error);
  const retryAfterSeconds = retryAfterOf(error) ?? (status === 503 ? RETRY_AFTER_SECONDS : undefined);
  const retry = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  const challenge = status === 401 ? { 'www-authenticate': 'Bearer' } : {};
  const base = problemOf(status, error.code, error.message);
  return {
    problem: errors ? { ...base, errors: [...errors] } : base,
    headers: { ...retry, ...challenge, ...options.headers },
    unexpected: status >= 500,
  };
}

/** A coded error may say which place of the input it is about: `field` is its path, `energy.blocks[1].rate`. */
function fieldErrorsOf(error: Error): readonly FieldError[] | undefined {
  if (error instanceof RefusedInput) return error.errors;
  return 'field' in error && typeof error.field === 'string' ? [{ path: error.field, message: error.message }] : undefined;
}

/** A coded error may say when the same request is worth another try. */
const retryAfterOf = (error: Error): number | undefined =>
  'retryAfterSeconds' in error && typeof error.retryAfterSeconds === 'number' ? error.retryAfterSeconds : undefined;

/** The answer to any failure at all: coded, the framework's, an outage, or a bug (500, without its message). */
export function answerError(
  error: unknown,
  own: Readonly<Record<string, number>>,
  translate: (error: unknown) => RequestError | undefined,
): ProblemAnswer {
  if (isCoded(error)) return answerCoded(error, own);
  const known = translate(error);
  if (known) return { ...answerCoded(known, own), unexpected: known.code === 'service.unavailable' };
  return answerCoded(new RequestError('service.internal', 'something went wrong on our side; it has been logged'), own);
}
