import { applyDecorators, HttpCode, SetMetadata } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { Role } from '@openprepay/contracts/identity';
import type { z } from 'zod';

export { valid } from './valid.js';
export { answer, Answer } from './answer.js';

/** What an endpoint is for, who may call it, and what it answers. Every route must have one, or the service does not start. */
export interface EndpointOptions {
  readonly summary: string;
  /** Besides these, `admin` passes unless `adminExcluded`, and `auditor` passes every GET. Empty: those alone. */
  readonly roles?: readonly Role[];
  /** Needs no token. */
  readonly public?: boolean;
  /** Any signed-in caller, whatever the roles. */
  readonly anyRole?: boolean;
  /** Only those who run the installation (the `platform` claim). */
  readonly platform?: boolean;
  /** Keeps administrators out: dual control is not to be had by handing out roles to oneself. */
  readonly adminExcluded?: boolean;
  /** For the document where no `@Body(valid(…))` says it. */
  readonly body?: z.ZodType;
  readonly query?: z.ZodType;
  /** Status → schema, or → media type where the answer is not JSON. The first 2xx is what the handler answers. */
  readonly answers: Readonly<Record<number, z.ZodType | string>>;
  /** Media types of the body; `application/json` unless said. */
  readonly consumes?: readonly string[];
  /** Bytes, where the platform's limit of 1 MiB is not enough (imports). */
  readonly bodyLimit?: number;
}

const ENDPOINT = 'openprepay:endpoint';

/** Marks a controller's method as a route: roles, status, limits and its place in the OpenAPI document. */
export const Endpoint = (options: EndpointOptions): MethodDecorator =>
  applyDecorators(SetMetadata(ENDPOINT, options), HttpCode(successStatus(options)), RouteConfig({ endpoint: options }));

export const endpointOf = (handler: object): EndpointOptions | undefined =>
  Reflect.getMetadata(ENDPOINT, handler) as EndpointOptions | undefined;

/** The status a handler answers unless it says otherwise. */
export function successStatus({ answers, summary }: EndpointOptions): number {
  const status = Object.keys(answers)
    .map(Number)
    .find((candidate) => candidate >= 200 && candidate < 400);
  if (status === undefined) throw new TypeError(`endpoint "${summary}" names no successful answer`);
  return status;
}
