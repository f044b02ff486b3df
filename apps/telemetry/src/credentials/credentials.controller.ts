import { Controller, Inject } from '@nestjs/common';
import { type ReassignmentAnswer, telemetryApi } from '@openprepay/contracts/http/telemetry';
import type { CredentialsAnswer } from '@openprepay/contracts/http/telemetry-credentials';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { credentialsToApi } from './credentials-api.js';
import { FindReassignments } from './find-reassignments.js';
import { IssueCredentials } from './issue-credentials.js';
import { reassignmentToApi } from './meter-reassignment-api.js';
import { ReassignMeter } from './reassign-meter.js';
import { RevokeCredentials } from './revoke-credentials.js';

const { issueCredentials, revokeCredentials, reassignMeter, listReassignments } = telemetryApi.endpoints;

@Controller()
export class CredentialsController {
  constructor(
    @Inject(IssueCredentials) private readonly issueCredentials: IssueCredentials,
    @Inject(RevokeCredentials) private readonly revokeCredentials: RevokeCredentials,
    @Inject(ReassignMeter) private readonly reassignMeter: ReassignMeter,
    @Inject(FindReassignments) private readonly findReassignments: FindReassignments,
  ) {}

  @Endpoint(issueCredentials)
  async issue(@Caller() caller: Principal, @Input() { params, body }: Input<typeof issueCredentials>): Promise<CredentialsAnswer> {
    return credentialsToApi(await this.issueCredentials.execute(caller, { ...params, ...body }));
  }

  @Endpoint(revokeCredentials)
  async revoke(@Caller() caller: Principal, @Input() { params }: Input<typeof revokeCredentials>): Promise<undefined> {
    await this.revokeCredentials.execute(caller, params);
    return undefined;
  }

  @Endpoint(reassignMeter)
  async reassign(@Caller() caller: Principal, @Input() { params, body }: Input<typeof reassignMeter>): Promise<ReassignmentAnswer> {
    return reassignmentToApi(await this.reassignMeter.execute(caller, { ...params, ...body }));
  }

  @Endpoint(listReassignments)
  async reassignments(@Input() { params, query }: Input<typeof listReassignments>): Promise<Page<ReassignmentAnswer>> {
    return mapPage(await this.findReassignments.execute({ ...params, ...query }), reassignmentToApi);
  }
}
