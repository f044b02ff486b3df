import { exceptionKind, exceptionState } from '@openprepay/contracts/http/telemetry-exceptions';
import { paged } from '../api/paged.js';
import { telemetry } from '../api/telemetry.js';

export const KINDS = exceptionKind.options;
export const STATES = exceptionState.options;

export interface ExceptionFilter {
  readonly kind?: (typeof KINDS)[number] | undefined;
  /** Of every state, where there is none. */
  readonly state?: (typeof STATES)[number] | undefined;
  readonly meterNumber?: string | undefined;
}

export const exceptionsQuery = (filter: ExceptionFilter) =>
  paged(['exceptions', filter], async (cursor, signal) => (await telemetry.listExceptions({ query: { cursor, ...filter }, signal })).body);
