import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { FreeIssueAnswer, FreeIssuePolicyAnswer } from '@openprepay/contracts/http/vending-free-issues';
import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { answer, Endpoint, Input, type Reply } from '@openprepay/runtime/endpoint';
import { vendToApi } from '../vend/vend-api.js';
import { isSettled } from '../vend/vend.js';
import { ChangeFreeIssuePolicy } from './change-free-issue-policy.js';
import { DecideFreeIssue } from './decide-free-issue.js';
import { FindFreeIssue } from './find-free-issue.js';
import { FindFreeIssuePolicy } from './find-free-issue-policy.js';
import { FindFreeIssues } from './find-free-issues.js';
import { freeIssuePolicyToApi, freeIssueToApi } from './free-issue-api.js';
import { GiveFreeIssue } from './give-free-issue.js';

const { issueFree, listFreeIssues, readFreeIssue, approveFreeIssue, refuseFreeIssue, readFreeIssuePolicy, changeFreeIssuePolicy } =
  vendingApi.endpoints;

/** Units that are given: 202 where a second person is waited for, or the token is not there in time. */
@Controller()
export class FreeIssuesController {
  constructor(
    @Inject(GiveFreeIssue) private readonly giveFreeIssue: GiveFreeIssue,
    @Inject(DecideFreeIssue) private readonly decideFreeIssue: DecideFreeIssue,
    @Inject(FindFreeIssue) private readonly findFreeIssue: FindFreeIssue,
    @Inject(FindFreeIssues) private readonly findFreeIssues: FindFreeIssues,
    @Inject(FindFreeIssuePolicy) private readonly findFreeIssuePolicy: FindFreeIssuePolicy,
    @Inject(ChangeFreeIssuePolicy) private readonly changeFreeIssuePolicy: ChangeFreeIssuePolicy,
  ) {}

  @Endpoint(issueFree)
  async give(@Caller() caller: Principal, @Input() { headers, body }: Input<typeof issueFree>): Promise<Reply<typeof issueFree>> {
    const given = await this.giveFreeIssue.execute(caller, { ...body, idempotencyKey: headers['idempotency-key'] });
    const replayed = { 'idempotency-replayed': given.replayed ? ('true' as const) : undefined };
    if ('issue' in given) {
      const { issue } = given;
      return answer(202, freeIssueToApi(issue), present({ location: `/v1/free-issues/${issue.freeIssueId}`, ...replayed }));
    }
    const { vend } = given;
    return answer(isSettled(vend) ? 201 : 202, vendToApi(vend), present({ location: `/v1/vends/${vend.vendId}`, ...replayed }));
  }

  @Endpoint(listFreeIssues)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listFreeIssues>): Promise<Page<FreeIssueAnswer>> {
    return mapPage(await this.findFreeIssues.execute(caller, query), (issue) => freeIssueToApi(issue));
  }

  @Endpoint(readFreeIssue)
  async read(@Caller() caller: Principal, @Input() { params }: Input<typeof readFreeIssue>): Promise<FreeIssueAnswer> {
    const { issue, vend } = await this.findFreeIssue.execute(caller, params);
    return freeIssueToApi(issue, vend);
  }

  @Endpoint(approveFreeIssue)
  async approve(@Caller() caller: Principal, @Input() { params }: Input<typeof approveFreeIssue>): Promise<Reply<typeof approveFreeIssue>> {
    const { issue, vend } = await this.decideFreeIssue.execute(caller, { ...params, refusal: undefined });
    return answer(vend && !isSettled(vend) ? 202 : 200, freeIssueToApi(issue, vend));
  }

  @Endpoint(refuseFreeIssue)
  async refuse(@Caller() caller: Principal, @Input() { params, body }: Input<typeof refuseFreeIssue>): Promise<FreeIssueAnswer> {
    const { issue } = await this.decideFreeIssue.execute(caller, { ...params, refusal: body.reason });
    return freeIssueToApi(issue);
  }

  @Endpoint(readFreeIssuePolicy)
  async policy(@Caller() caller: Principal): Promise<FreeIssuePolicyAnswer> {
    return freeIssuePolicyToApi(await this.findFreeIssuePolicy.execute(caller));
  }

  @Endpoint(changeFreeIssuePolicy)
  async changePolicy(@Caller() caller: Principal, @Input() { body }: Input<typeof changeFreeIssuePolicy>): Promise<FreeIssuePolicyAnswer> {
    return freeIssuePolicyToApi(await this.changeFreeIssuePolicy.execute(caller, body));
  }
}
