import { Body, Controller, Get, Header, Inject, Ip, Post } from '@nestjs/common';
import { type Principal, role } from '@openprepay/contracts/identity';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, valid } from '@openprepay/runtime/endpoint';
import { z } from 'zod';
import type { IssuedAccessToken } from '../tokens/access-token-issuer.js';
import { SIGNING_KEYS, type SigningKeys } from '../tokens/signing-keys.js';
import { ChangePassword } from './change-password.js';
import { MAX_PASSWORD_LENGTH } from './password-policy.js';
import { SignIn } from './sign-in.js';

const password = z.string().min(1).max(MAX_PASSWORD_LENGTH);
const signInBody = z.object({ username: z.string().min(1).max(64), password });
const passwordBody = z.object({ currentPassword: password, newPassword: password });
const signInAnswer = z.object({ accessToken: z.string(), expiresIn: z.int(), tokenType: z.literal('Bearer') });
const me = z.object({
  userId: z.string(),
  username: z.string(),
  utility: z.string(),
  currency: z.string(),
  timeZone: z.string(),
  roles: z.array(role),
  vendorId: z.uuid().optional(),
  platform: z.boolean(),
});
const keySet = z.object({ keys: z.array(z.record(z.string(), z.unknown())) });

@Controller('api/auth')
export class SignInController {
  constructor(
    @Inject(SignIn) private readonly signIn: SignIn,
    @Inject(ChangePassword) private readonly changePassword: ChangePassword,
    @Inject(SIGNING_KEYS) private readonly keys: SigningKeys,
  ) {}

  @Post('token')
  @Endpoint({ summary: 'Sign in: a password for an access token', public: true, answers: { 200: signInAnswer } })
  async token(
    @Body(valid(signInBody)) body: z.output<typeof signInBody>,
    @Ip() ip: string,
  ): Promise<IssuedAccessToken & { readonly tokenType: 'Bearer' }> {
    return { ...(await this.signIn.execute({ ...body, ip })), tokenType: 'Bearer' };
  }

  @Get('me')
  @Endpoint({ summary: 'Who am I', anyRole: true, answers: { 200: me } })
  me(@Caller() { subject, ...caller }: Principal): z.input<typeof me> {
    return { userId: subject, ...caller, roles: [...caller.roles] };
  }

  @Post('password')
  @Endpoint({ summary: 'Change my password', anyRole: true, answers: { 204: z.undefined() } })
  async password(@Body(valid(passwordBody)) body: z.output<typeof passwordBody>, @Caller() caller: Principal): Promise<void> {
    await this.changePassword.execute(caller, body);
  }

  @Get('jwks.json')
  @Header('cache-control', 'public, max-age=60')
  @Endpoint({ summary: 'Public keys of access tokens', public: true, answers: { 200: keySet } })
  jwks(): SigningKeys['publicKeys'] {
    return this.keys.publicKeys;
  }
}
