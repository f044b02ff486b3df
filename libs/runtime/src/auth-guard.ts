import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { Access } from '@openprepay/contracts/http/endpoint';
import type { Principal } from '@openprepay/contracts/identity';
import type { FastifyRequest } from 'fastify';
import { AccessTokens } from './access-token.js';
import './caller.js';
import { contractOf } from './endpoint.js';
import { RequestError } from './problem.js';

/** Denies by default: a route without `@Endpoint` is nobody's. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(@Inject(AccessTokens) private readonly tokens: AccessTokens) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = contractOf(context.getHandler())?.access;
    if (!access) throw new RequestError('auth.forbidden', 'this route has no rules, so nobody may use it');
    if ('public' in access) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const caller = await this.tokens.verify(request.headers.authorization);
    if (!mayCall(access, request.method, caller))
      throw new RequestError('auth.forbidden', `your roles do not allow this (${roleList(access)})`);
    request.principal = caller;
    return true;
  }
}

/** Who passes: the named roles, `admin`, `auditor` to read; where `admin` is excluded, no administrator whatever else they hold. */
function mayCall(access: Access, method: string, caller: Principal): boolean {
  if ('public' in access || 'anyRole' in access) return true;
  if ('platform' in access) return caller.platform;
  const holds = (role: Principal['roles'][number]): boolean => caller.roles.includes(role);
  // Whoever hands out roles does not get in by one that they have given themselves.
  if (access.adminExcluded === true && (holds('admin') || caller.platform)) return false;
  if (access.roles.some(holds) || holds('admin')) return true;
  return holds('auditor') && (method === 'GET' || method === 'HEAD');
}

const roleList = (access: Access): string =>
  'roles' in access
    ? `for: ${[...access.roles, ...(access.adminExcluded === true ? [] : ['admin'])].join(', ')}`
    : 'for those who run the installation';
