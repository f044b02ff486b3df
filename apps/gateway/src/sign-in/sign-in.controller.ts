import { Controller, Inject, Ip, Req } from '@nestjs/common';
import { gatewayApi, type MeAnswer, type SignInAnswer } from '@openprepay/contracts/http/gateway';
import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import { Caller } from '@openprepay/runtime/caller';
import { type Answer, answer, Endpoint, Input } from '@openprepay/runtime/endpoint';
import type { FastifyRequest } from 'fastify';
import { writeSessionCookie } from '../web-sessions/session-cookie.js';
import { askedOf } from '../web-sessions/web-sessions.controller.js';
import { ChangePassword } from './change-password.js';
import { SignIn } from './sign-in.js';

const { signIn, readMe, changePassword } = gatewayApi.endpoints;

@Controller()
export class SignInController {
  constructor(
    @Inject(SignIn) private readonly signIn: SignIn,
    @Inject(ChangePassword) private readonly changePassword: ChangePassword,
  ) {}

  @Endpoint(signIn)
  async enter(
    @Input() { body }: Input<typeof signIn>,
    @Ip() ip: string,
    @Req() request: FastifyRequest,
  ): Promise<Answer<200, SignInAnswer>> {
    const { issued, ticket } = await this.signIn.execute({ ...body, ip });
    const cookie = ticket && { 'set-cookie': writeSessionCookie(askedOf(request), ticket) };
    return answer(200, { ...issued, tokenType: 'Bearer' }, cookie);
  }

  @Endpoint(readMe)
  me(@Caller() { subject, credentialChangedAt, sessionId: _session, ...caller }: Principal): MeAnswer {
    return present({ userId: subject, ...caller, credentialChangedAt: credentialChangedAt?.toISOString() });
  }

  @Endpoint(changePassword)
  async change(@Caller() caller: Principal, @Input() { body }: Input<typeof changePassword>): Promise<undefined> {
    await this.changePassword.execute(caller, body);
  }
}
