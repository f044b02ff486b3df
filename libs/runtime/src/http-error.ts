import { HttpException } from '@nestjs/common';
import type { RequestErrorCode } from '@openprepay/contracts/http/problem';
import { RequestError } from './problem.js';

const CODE_BY_STATUS: Readonly<Record<number, RequestErrorCode>> = {
  400: 'request.invalid',
  401: 'auth.unauthenticated',
  403: 'auth.forbidden',
  404: 'request.not_found',
  405: 'request.method_not_allowed',
  408: 'request.timeout',
  413: 'request.body_too_large',
  414: 'request.uri_too_long',
  415: 'request.unsupported_media_type',
  429: 'request.rate_limited',
  431: 'request.headers_too_large',
  503: 'service.unavailable',
};

/** What people read, where the framework's own words speak of its inside. */
const DETAIL_BY_CODE: Partial<Record<RequestErrorCode, string>> = {
  'request.body_too_large': 'the body is larger than this endpoint takes',
  'request.uri_too_long': 'the address or a part of it is too long',
  'request.unsupported_media_type': 'the body is of a media type that this endpoint does not take',
};

/** Nest's and Fastify's own refusals as coded errors; undefined for everything that is not a refusal. */
export function translateHttpError(error: unknown): RequestError | undefined {
  const status = refusedStatus(error);
  if (status === undefined || !(error instanceof Error)) return undefined;
  const code = CODE_BY_STATUS[status] ?? 'request.invalid';
  return new RequestError(code, DETAIL_BY_CODE[code] ?? error.message, { cause: error });
}

function refusedStatus(error: unknown): number | undefined {
  if (error instanceof HttpException) return isRefusal(error.getStatus()) ? error.getStatus() : undefined;
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number') return undefined;
  return isRefusal(error.statusCode) ? error.statusCode : undefined;
}

const isRefusal = (status: number): boolean => (status >= 400 && status < 500) || status === 503;
