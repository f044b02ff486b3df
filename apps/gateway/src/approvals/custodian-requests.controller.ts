import { Controller, Inject } from '@nestjs/common';
import { gatewayApi } from '@openprepay/contracts/http/gateway';
import type { CustodianRequestAnswer } from '@openprepay/contracts/http/gateway-custodians';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { custodianRequestToApi } from '../custodians/custodian-request-api.js';
import { DecideCustodianRequest } from './decide-custodian-request.js';
import { FindCustodianRequests } from './find-custodian-requests.js';

const { listCustodianRequests, approveCustodianRequest, refuseCustodianRequest } = gatewayApi.endpoints;

@Controller()
export class CustodianRequestsController {
  constructor(
    @Inject(FindCustodianRequests) private readonly findCustodianRequests: FindCustodianRequests,
    @Inject(DecideCustodianRequest) private readonly decideCustodianRequest: DecideCustodianRequest,
  ) {}

  @Endpoint(listCustodianRequests)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listCustodianRequests>): Promise<Page<CustodianRequestAnswer>> {
    return mapPage(await this.findCustodianRequests.execute(caller, query), custodianRequestToApi);
  }

  @Endpoint(approveCustodianRequest)
  async approve(@Caller() caller: Principal, @Input() { params }: Input<typeof approveCustodianRequest>): Promise<CustodianRequestAnswer> {
    return custodianRequestToApi(await this.decideCustodianRequest.approve(caller, params.requestId));
  }

  @Endpoint(refuseCustodianRequest)
  async refuse(
    @Caller() caller: Principal,
    @Input() { params, body }: Input<typeof refuseCustodianRequest>,
  ): Promise<CustodianRequestAnswer> {
    return custodianRequestToApi(await this.decideCustodianRequest.refuse(caller, { ...params, ...body }));
  }
}
