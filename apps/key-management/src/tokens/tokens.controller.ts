import { Controller, Inject } from '@nestjs/common';
import { keyManagementApi } from '@openprepay/contracts/http/key-management';
import type { TokenVerdictAnswer, TokenVerificationAnswer } from '@openprepay/contracts/http/key-management-tokens';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { FindTokenVerifications } from './find-token-verifications.js';
import { tokenVerdictToApi, tokenVerificationToApi } from './token-verdict-api.js';
import { VerifyToken } from './verify-token.js';

const { verifyToken, listTokenVerifications } = keyManagementApi.endpoints;

@Controller()
export class TokensController {
  constructor(
    @Inject(VerifyToken) private readonly verifyToken: VerifyToken,
    @Inject(FindTokenVerifications) private readonly findTokenVerifications: FindTokenVerifications,
  ) {}

  @Endpoint(verifyToken)
  async verify(@Caller() caller: Principal, @Input() { body }: Input<typeof verifyToken>): Promise<TokenVerdictAnswer> {
    const { meterNumber, token, ...description } = body;
    return tokenVerdictToApi(await this.verifyToken.execute(caller, { meterNumber, token, description }));
  }

  @Endpoint(listTokenVerifications)
  async list(
    @Caller() caller: Principal,
    @Input() { query }: Input<typeof listTokenVerifications>,
  ): Promise<Page<TokenVerificationAnswer>> {
    return mapPage(await this.findTokenVerifications.execute(caller, query), tokenVerificationToApi);
  }
}
