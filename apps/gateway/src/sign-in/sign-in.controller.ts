import { Controller, Inject, Ip } from '@nestjs/common';
import { gatewayApi, type MeAnswer, type SignInAnswer } from '@openprepay/contracts/http/gateway';
import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
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
  async enter(@Input() { body }: Input<typeof signIn>, @Ip() ip: string): Promise<SignInAnswer> {
    return { ...(await this.signIn.execute({ ...body, ip })), tokenType: 'Bearer' };
  }

  @Endpoint(readMe)
  me(@Caller() { subject, credentialChangedAt, ...caller }: Principal): MeAnswer {
    return present({ userId: subject, ...caller, credentialChangedAt: credentialChangedAt?.toISOString() });
  }

  @Endpoint(changePassword)
  async change(@Caller() caller: Principal, @Input() { body }: Input<typeof changePassword>): Promise<undefined> {
    await this.changePassword.execute(caller, body);
  }
}
