import { Controller, Inject } from '@nestjs/common';
import { type CredentialsAnswer, telemetryApi } from '@openprepay/contracts/http/telemetry';
import type { Principal } from '@openprepay/contracts/identity';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { IssueCredentials } from './issue-credentials.js';
import { RevokeCredentials } from './revoke-credentials.js';

const { issueCredentials, revokeCredentials } = telemetryApi.endpoints;

@Controller()
export class CredentialsController {
  constructor(
    @Inject(IssueCredentials) private readonly issueCredentials: IssueCredentials,
    @Inject(RevokeCredentials) private readonly revokeCredentials: RevokeCredentials,
  ) {}

  @Endpoint(issueCredentials)
  async issue(@Caller() caller: Principal, @Input() { params }: Input<typeof issueCredentials>): Promise<CredentialsAnswer> {
    return this.issueCredentials.execute(caller, params);
  }

  @Endpoint(revokeCredentials)
  async revoke(@Caller() caller: Principal, @Input() { params }: Input<typeof revokeCredentials>): Promise<undefined> {
    await this.revokeCredentials.execute(caller, params);
    return undefined;
  }
}
