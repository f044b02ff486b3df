import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { ReversalAnswer, ReversalPolicyAnswer } from '@openprepay/contracts/http/vending-reversals';
import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { answer, Endpoint, Input, type Reply } from '@openprepay/runtime/endpoint';
import { ChangeReversalPolicy } from './change-reversal-policy.js';
import { DecideReversal } from './decide-reversal.js';
import { FindReversalPolicy } from './find-reversal-policy.js';
import { FindReversals } from './find-reversals.js';
import { reversalPolicyToApi, reversalToApi } from './reversal-api.js';
import { stateOf } from './reversal.js';
import { ReverseVend } from './reverse-vend.js';

const { reverseVend, listReversals, approveReversal, refuseReversal, readReversalPolicy, changeReversalPolicy } = vendingApi.endpoints;

/** Sales that are taken back: 202 where a second person is waited for. */
@Controller()
export class ReversalsController {
  constructor(
    @Inject(ReverseVend) private readonly reverseVend: ReverseVend,
    @Inject(FindReversals) private readonly findReversals: FindReversals,
    @Inject(DecideReversal) private readonly decideReversal: DecideReversal,
    @Inject(FindReversalPolicy) private readonly findReversalPolicy: FindReversalPolicy,
    @Inject(ChangeReversalPolicy) private readonly changeReversalPolicy: ChangeReversalPolicy,
  ) {}

  @Endpoint(reverseVend)
  async reverse(@Caller() caller: Principal, @Input() { params, body }: Input<typeof reverseVend>): Promise<Reply<typeof reverseVend>> {
    const { reversal, replayed } = await this.reverseVend.execute(caller, { ...params, ...body });
    const headers = present({ 'idempotency-replayed': replayed ? ('true' as const) : undefined });
    return answer(stateOf(reversal) === 'reversed' ? 201 : 202, reversalToApi(reversal), headers);
  }

  @Endpoint(listReversals)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listReversals>): Promise<Page<ReversalAnswer>> {
    return mapPage(await this.findReversals.execute(caller, query), reversalToApi);
  }

  @Endpoint(approveReversal)
  async approve(@Caller() caller: Principal, @Input() { params }: Input<typeof approveReversal>): Promise<ReversalAnswer> {
    return reversalToApi(await this.decideReversal.execute(caller, { ...params, refusal: undefined }));
  }

  @Endpoint(refuseReversal)
  async refuse(@Caller() caller: Principal, @Input() { params, body }: Input<typeof refuseReversal>): Promise<ReversalAnswer> {
    return reversalToApi(await this.decideReversal.execute(caller, { ...params, refusal: body.reason }));
  }

  @Endpoint(readReversalPolicy)
  async policy(@Caller() caller: Principal): Promise<ReversalPolicyAnswer> {
    return reversalPolicyToApi(await this.findReversalPolicy.execute(caller));
  }

  @Endpoint(changeReversalPolicy)
  async changePolicy(@Caller() caller: Principal, @Input() { body }: Input<typeof changeReversalPolicy>): Promise<ReversalPolicyAnswer> {
    const { mode, minutes, approval } = body;
    return reversalPolicyToApi(await this.changeReversalPolicy.execute(caller, { mode, minutes, approval }));
  }
}
