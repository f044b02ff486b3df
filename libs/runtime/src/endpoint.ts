import type { Readable } from 'node:stream';
import { applyDecorators, HttpCode, RequestMapping, RequestMethod, SetMetadata, UseGuards } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { successStatus } from '@openprepay/contracts/http/api';
import type { AnswerStatus, EndpointDefinition, Wire } from '@openprepay/contracts/http/endpoint';
import type { Answer } from './answer.js';
import { type ContractKey, type Input, InputGuard } from './input.js';

export { answer, Answer } from './answer.js';
export { Input } from './input.js';

const CONTRACT = 'openprepay:contract';

/** A handler that writes a stream itself returns nothing. */
type BodyOf<Answer> = Answer extends string ? string | Uint8Array | Readable | undefined | void : Wire<Answer>;
type AnswerBody<E extends EndpointDefinition> = BodyOf<E['answers'][AnswerStatus<E>]>;
/** What a handler may return: a body that one of the endpoint's answers has, or `answer(status, body, headers)`. */
export type Reply<E extends EndpointDefinition> = AnswerBody<E> | Answer<AnswerStatus<E>, AnswerBody<E>>;

/** True where each `Input` among a handler's arguments is of this endpoint. */
type TakesOwnInput<E extends EndpointDefinition, Args extends readonly unknown[]> = Args extends readonly [infer First, ...infer Rest]
  ? ContractKey extends keyof First
    ? First extends Input<E>
      ? TakesOwnInput<E, Rest>
      : false
    : TakesOwnInput<E, Rest>
  : true;

type HandlerDecorator<E extends EndpointDefinition> = <Handler extends (...args: never[]) => Reply<E> | Promise<Reply<E>>>(
  target: object,
  name: string | symbol,
  descriptor: TakesOwnInput<E, Parameters<Handler>> extends true ? TypedPropertyDescriptor<Handler> : 'its Input is of another endpoint',
) => void;

/**
 * Marks a controller's method as what answers an endpoint of the contract: `@Endpoint(billingApi.endpoints.openAccount)`. Method, path,
 * roles, status and limits are the contract's, its input is read by it, and the compiler holds the method's result to it.
 */
export const Endpoint = <const E extends EndpointDefinition>(contract: E): HandlerDecorator<E> =>
  applyDecorators(
    RequestMapping({ path: contract.path, method: RequestMethod[contract.method] }),
    HttpCode(successStatus(contract)),
    UseGuards(new InputGuard(contract)),
    SetMetadata(CONTRACT, contract),
    RouteConfig({ endpoint: contract }),
  ) as HandlerDecorator<E>;

/** The contract that a handler answers; undefined where nobody said who may call it. */
export const contractOf = (handler: object): EndpointDefinition | undefined =>
  Reflect.getMetadata(CONTRACT, handler) as EndpointDefinition | undefined;
