import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { Principal } from '@openprepay/contracts/identity';
import type { FastifyRequest } from 'fastify';
import { AccessTokens } from './access-token.js';
import './caller.js';
import { endpointOf, type EndpointOptions } from './endpoint.js';
import { RequestError } from './problem.js';

/** Denies by default: a route without `@Endpoint` is nobody's. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(@Inject(AccessTokens) private readonly tokens: AccessTokens) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const endpoint = endpointOf(context.getHandler());
    if (!endpoint) throw new RequestError('auth.forbidden', 'this route has no rules, so nobody may use it');
    if (endpoint.public === true) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const caller = await this.tokens.verify(request.headers.authorization);
    if (!mayCall(endpoint, request.method, caller))
      throw new RequestError('auth.forbidden', `your roles do not allow this (${roleList(endpoint)})`);
    request.principal = caller;
    return true;
  }
}

/** Who passes: the named roles, `admin` unless excluded, `auditor` to read. */
export function mayCall(endpoint: EndpointOptions, method: string, caller: Principal): boolean {
  if (endpoint.platform === true) return caller.platform;
  if (endpoint.anyRole === true) return true;
  const holds = (role: Principal['roles'][number]): boolean => caller.roles.includes(role);
  if (endpoint.roles?.some(holds) === true) return true;
  if (holds('admin') && endpoint.adminExcluded !== true) return true;
  return holds('auditor') && (method === 'GET' || method === 'HEAD');
}

const roleList = (endpoint: EndpointOptions): string => {
  if (endpoint.platform === true) return 'for those who run the installation';
  return `for: ${[...(endpoint.roles ?? []), ...(endpoint.adminExcluded === true ? [] : ['admin'])].join(', ')}`;
};
