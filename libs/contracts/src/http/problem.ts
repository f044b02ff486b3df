import { z } from 'zod';

/** One wrong place in the input: `path` in dots (`tender.amount`), empty for the whole. */
export const fieldError = z.object({ path: z.string(), message: z.string() });
export type FieldError = Readonly<z.output<typeof fieldError>>;

/** The body of every answer that is an error (RFC 9457). `code` is API and never renamed. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('what is wrong, for people'),
    code: z.string().describe('what is wrong, for programs; never renamed'),
    instance: z.string().optional().describe('the request, as the log names it'),
    errors: z.array(fieldError).optional().describe('the places of the input that are wrong'),
  })
  .meta({ id: 'Problem' });
export type Problem = Readonly<z.output<typeof problem>>;

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** Failures of the request itself, which any endpoint may answer. */
export const requestErrors = {
  'request.invalid': 400,
  'request.cursor_invalid': 400,
  'request.not_found': 404,
  'request.method_not_allowed': 405,
  'request.timeout': 408,
  'request.body_too_large': 413,
  'request.uri_too_long': 414,
  'request.unsupported_media_type': 415,
  'request.rate_limited': 429,
  'request.headers_too_large': 431,
  'auth.unauthenticated': 401,
  'auth.forbidden': 403,
  'service.unavailable': 503,
  'service.internal': 500,
} as const;
export type RequestErrorCode = keyof typeof requestErrors;

/** What the platform's own endpoints and libraries throw, the same in every service. */
export const platformErrors = {
  ...requestErrors,
  'messaging.event_too_large': 422,
  'messaging.event_invalid': 500,
  'messaging.producer_full': 503,
  'messaging.stopped': 503,
  'messaging.pool_too_small': 500,
  'messaging.parked_message_not_found': 404,
  'messaging.parked_message_held': 409,
  'messaging.parked_message_settled': 409,
  'messaging.discard_requested': 409,
  'messaging.discard_not_requested': 409,
  'messaging.second_person_required': 403,
  'messaging.lost_range_not_found': 404,
  'messaging.lost_range_settled': 409,
  'messaging.outbox_range_gone': 409,
  'messaging.outbox_range_too_large': 422,
  'persistence.role_unsafe': 500,
  'persistence.connections_too_few': 500,
} as const;
export type PlatformErrorCode = keyof typeof platformErrors;

/** What the gateway answers in a service's place. */
export const passingErrors = {
  'gateway.path_refused': 400,
  'gateway.too_many_at_once': 429,
  'gateway.service_unavailable': 503,
  'gateway.service_timeout': 504,
} as const;
