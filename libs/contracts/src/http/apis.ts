import type { z } from 'zod';
import type { Api } from './api.js';
import { billingApi } from './billing.js';
import type { EndpointDefinition } from './endpoint.js';
import { gatewayApi } from './gateway.js';
import { keyManagementApi } from './key-management.js';
import { telemetryApi } from './telemetry.js';
import { vendingApi } from './vending.js';

/** Every api of the house, by service as in `apps/`. */
export const apis = {
  billing: billingApi,
  gateway: gatewayApi,
  'key-management': keyManagementApi,
  telemetry: telemetryApi,
  vending: vendingApi,
} as const satisfies Readonly<Record<string, Api>>;

/** Headers that a call may have whatever it calls. */
const ANY_REQUEST = ['authorization', 'content-type', 'traceparent', 'x-request-id'];
/** Headers that an answer may have whatever it answers. */
const ANY_ANSWER = ['location', 'retry-after', 'x-request-id'];

/** Names of all headers that callers from outside may send: what a browser must be allowed to. */
export const requestHeaderNames = (): readonly string[] => [...ANY_REQUEST, ...namesOf(({ headers }) => headers)].filter(isFirst).sort();

/** Names of all headers that answers to the outside may have: what a browser must be allowed to show to a page. */
export const answerHeaderNames = (): readonly string[] =>
  [...ANY_ANSWER, ...namesOf(({ answerHeaders }) => answerHeaders)].filter(isFirst).sort();

const namesOf = (part: (endpoint: EndpointDefinition) => z.ZodObject | undefined): string[] =>
  Object.values<Api>(apis)
    .flatMap(({ endpoints }) => Object.values(endpoints))
    .filter(({ hook }) => hook !== true)
    .flatMap((endpoint) => Object.keys(part(endpoint)?.shape ?? {}));

const isFirst = (name: string, place: number, names: readonly string[]): boolean => names.indexOf(name) === place;
