import { Controller, Inject, Req } from '@nestjs/common';
import { gatewayApi, type SignInAnswer } from '@openprepay/contracts/http/gateway';
import { type Answer, answer, Endpoint } from '@openprepay/runtime/endpoint';
import { RequestError } from '@openprepay/runtime/problem';
import type { FastifyRequest } from 'fastify';
import { EndSession } from './end-session.js';
import { RefreshSession } from './refresh-session.js';
import { type Asked, clearedCookie, readSessionCookie, writeSessionCookie } from './session-cookie.js';

const { refreshSession, endSession } = gatewayApi.endpoints;

/** For browsers: what is in the cookie is never in a body, nor an access token in the cookie. */
@Controller()
export class WebSessionsController {
  constructor(
    @Inject(RefreshSession) private readonly refreshSession: RefreshSession,
    @Inject(EndSession) private readonly endSession: EndSession,
  ) {}

  @Endpoint(refreshSession)
  async refresh(@Req() request: FastifyRequest): Promise<Answer<200, SignInAnswer>> {
    const asked = askedOf(request);
    const refreshed = await this.refreshSession.execute(readSessionCookie(asked, request.headers.cookie));
    if (refreshed === undefined)
      throw new RequestError('auth.unauthenticated', 'there is no session to go on with: sign in', {
        headers: { 'set-cookie': clearedCookie(asked) },
      });
    const { issued, ticket } = refreshed;
    return answer(200, { ...issued, tokenType: 'Bearer' }, ticket && { 'set-cookie': writeSessionCookie(asked, ticket) });
  }

  @Endpoint(endSession)
  async end(@Req() request: FastifyRequest): Promise<Answer<204, undefined>> {
    const asked = askedOf(request);
    await this.endSession.execute(readSessionCookie(asked, request.headers.cookie));
    return answer(204, undefined, { 'set-cookie': clearedCookie(asked) });
  }
}

export const askedOf = ({ protocol, host }: FastifyRequest): Asked => ({ protocol, host });
