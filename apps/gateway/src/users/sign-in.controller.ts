import { Controller, Header, Inject, Ip } from '@nestjs/common';
import { gatewayApi, type KeySetAnswer, type MeAnswer, type SignInAnswer } from '@openprepay/contracts/http/gateway';
import type { Principal } from '@openprepay/contracts/identity';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { SIGNING_KEYS, type SigningKeys } from '../tokens/signing-keys.js';
import { ChangePassword } from './change-password.js';
import { SignIn } from './sign-in.js';

const { signIn, readMe, changePassword, readKeySet } = gatewayApi.endpoints;

@Controller()
export class SignInController {
  constructor(
    @Inject(SignIn) private readonly signIn: SignIn,
    @Inject(ChangePassword) private readonly changePassword: ChangePassword,
    @Inject(SIGNING_KEYS) private readonly keys: SigningKeys,
  ) {}

  @Endpoint(signIn)
  async token(@Input() { body }: Input<typeof signIn>, @Ip() ip: string): Promise<SignInAnswer> {
    return { ...(await this.signIn.execute({ ...body, ip })), tokenType: 'Bearer' };
  }

  @Endpoint(readMe)
  me(@Caller() { subject, ...caller }: Principal): MeAnswer {
    return { userId: subject, ...caller };
  }

  @Endpoint(changePassword)
  async password(@Input() { body }: Input<typeof changePassword>, @Caller() caller: Principal): Promise<undefined> {
    await this.changePassword.execute(caller, body);
  }

  @Header('cache-control', 'public, max-age=60')
  @Endpoint(readKeySet)
  jwks(): KeySetAnswer {
    return this.keys.publicKeys;
  }
}
