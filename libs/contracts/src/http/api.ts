import { z } from 'zod';
import type { EndpointDefinition } from './endpoint.js';
import { type PlatformErrorCode, platformErrors } from './problem.js';

export type ErrorStatuses = Readonly<Record<string, number>>;

/** All that a service answers by HTTP. */
export interface Api<
  Errors extends ErrorStatuses = ErrorStatuses,
  Endpoints extends Readonly<Record<string, EndpointDefinition>> = Readonly<Record<string, EndpointDefinition>>,
> {
  /** As in `apps/`. */
  readonly service: string;
  readonly title: string;
  /** What the gateway puts in front of every path; empty for its own. */
  readonly publicPath: '' | `/${string}`;
  /** Code → HTTP status: the one table. A service's codes are its keys. */
  readonly errors: Errors;
  /** By name: the document's `operationId`, and the client's function. */
  readonly endpoints: Endpoints;
}

/** An endpoint may list codes of its api's table, or of the platform's. */
type WithErrors<Code extends string> = EndpointDefinition & { readonly errors?: readonly (Code | PlatformErrorCode)[] };

/**
 * Puts a service's endpoints and errors together.
 *
 * @throws {TypeError} where they contradict themselves: a contract that cannot be is found by the first test that imports it
 */
export function defineApi<
  const Errors extends ErrorStatuses,
  const Endpoints extends Readonly<Record<string, WithErrors<keyof Errors & string>>>,
>(api: Api<Errors, Endpoints>): Api<Errors, Endpoints> {
  const taken = new Map<string, string>();
  for (const [name, endpoint] of Object.entries<EndpointDefinition>(api.endpoints)) {
    const flaw = flawOf(endpoint, api.errors);
    if (flaw !== undefined) throw new TypeError(`${api.service}: ${name} ${flaw}`);
    const route = `${endpoint.method} ${endpoint.path.replaceAll(/:\w+/g, ':')}`;
    const other = taken.get(route);
    if (other !== undefined) throw new TypeError(`${api.service}: ${name} and ${other} are both ${route}`);
    taken.set(route, name);
  }
  return Object.freeze(api);
}

export const pathParameters = (path: string): readonly string[] => [...path.matchAll(/:(\w+)/g)].map(([, name]) => name!);

function flawOf({ path, params, query, answers, errors = [], ...parts }: EndpointDefinition, own: ErrorStatuses): string | undefined {
  const named = [...pathParameters(path)].sort().join();
  if (
    named !==
    Object.keys(params?.shape ?? {})
      .sort()
      .join()
  )
    return `has other parameters than its path: ${named}`;
  if (query && !(query.def.catchall instanceof z.ZodNever)) return 'has a query that is not strict';
  for (const headers of [parts.headers, parts.answerHeaders])
    if (Object.keys(headers?.shape ?? {}).some((header) => header !== header.toLowerCase()))
      return 'has a header that is not in lower case';
  if (!Object.keys(answers).some(isSuccess)) return 'names no answer of success';
  if (parts.stream !== undefined && !Object.values(answers).includes('text/event-stream')) return 'tells events in no answer';
  const unknown = errors.find((code) => !(code in own) && !(code in platformErrors));
  return unknown === undefined ? undefined : `lists an error that has no status: ${unknown}`;
}

const isSuccess = (status: string): boolean => Number(status) >= 200 && Number(status) < 300;

/** The status a handler answers unless it says otherwise. */
export const successStatus = ({ answers }: EndpointDefinition): number => Number(Object.keys(answers).find(isSuccess));
