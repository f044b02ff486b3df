import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Principal } from '@openprepay/contracts/identity';
import type { FastifyRequest } from 'fastify';
import { RequestError } from './problem.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls, once the guard has verified the token; undefined on public endpoints. */
    principal: Principal | undefined;
  }
}

/** Injects the verified caller: `@Caller() caller: Principal`. */
export const Caller = createParamDecorator((_data: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!principal) throw new RequestError('auth.unauthenticated', 'sign in first');
  return principal;
});
