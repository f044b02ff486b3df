import { Controller, Inject } from '@nestjs/common';
import { keyManagementApi } from '@openprepay/contracts/http/key-management';
import type { TokenVerdictAnswer } from '@openprepay/contracts/http/key-management-tokens';
import type { Principal } from '@openprepay/contracts/identity';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { tokenVerdictToApi } from './token-verdict-api.js';
import { VerifyToken } from './verify-token.js';

const { verifyToken } = keyManagementApi.endpoints;

@Controller()
export class TokensController {
  constructor(@Inject(VerifyToken) private readonly verifyToken: VerifyToken) {}

  @Endpoint(verifyToken)
  async verify(@Caller() caller: Principal, @Input() { body }: Input<typeof verifyToken>): Promise<TokenVerdictAnswer> {
    const { meterNumber, token, ...description } = body;
    return tokenVerdictToApi(await this.verifyToken.execute(caller, { meterNumber, token, description }));
  }
}
