import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { VendorChangeAnswer, VendorPolicyAnswer } from '@openprepay/contracts/http/vending-floats';
import type { PaidBackAnswer } from '@openprepay/contracts/http/vending-withdrawals';
import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { answer, Endpoint, Input, type Reply } from '@openprepay/runtime/endpoint';
import { commissionToApi } from '../commissions/commission-api.js';
import { vendorToApi } from '../vendors/vendor-api.js';
import { ChangePolicy } from './change-policy.js';
import { CreateVendor } from './create-vendor.js';
import { DecideChange } from './decide-change.js';
import { DepositFloat } from './deposit-float.js';
import { FindChanges } from './find-changes.js';
import { FindPolicy } from './find-policy.js';
import { FindWithdrawals } from './find-withdrawals.js';
import { changeToApi, createdVendorToApi, depositToApi, paidBackToApi, policyToApi, withdrawalToApi } from './floats-api.js';
import { SetCommission } from './set-commission.js';
import { SetFloatLimit } from './set-float-limit.js';
import { WithdrawFloat } from './withdraw-float.js';

const { createVendor, depositFloat, withdrawFloat, listWithdrawals, setFloatLimit, readVendorPolicy, changeVendorPolicy } =
  vendingApi.endpoints;
const { setCommission, listVendorChanges, approveVendorChange, refuseVendorChange } = vendingApi.endpoints;

/** Money for vendors: 202 wherever a second person has to say so too. */
@Controller()
export class FloatsController {
  constructor(
    @Inject(CreateVendor) private readonly createVendor: CreateVendor,
    @Inject(DepositFloat) private readonly depositFloat: DepositFloat,
    @Inject(WithdrawFloat) private readonly withdrawFloat: WithdrawFloat,
    @Inject(FindWithdrawals) private readonly findWithdrawals: FindWithdrawals,
    @Inject(SetFloatLimit) private readonly setFloatLimit: SetFloatLimit,
    @Inject(SetCommission) private readonly setCommission: SetCommission,
    @Inject(FindPolicy) private readonly findPolicy: FindPolicy,
    @Inject(ChangePolicy) private readonly changePolicy: ChangePolicy,
    @Inject(FindChanges) private readonly findChanges: FindChanges,
    @Inject(DecideChange) private readonly decideChange: DecideChange,
  ) {}

  @Endpoint(createVendor)
  async create(@Caller() caller: Principal, @Input() { body }: Input<typeof createVendor>): Promise<Reply<typeof createVendor>> {
    const created = await this.createVendor.execute(caller, body);
    return answer(created.waiting ? 202 : 201, createdVendorToApi(created));
  }

  @Endpoint(depositFloat)
  async deposit(@Caller() caller: Principal, @Input() { params, body }: Input<typeof depositFloat>): Promise<Reply<typeof depositFloat>> {
    const outcome = await this.depositFloat.execute(caller, { ...params, ...body });
    const headers = present({ 'idempotency-replayed': outcome.replayed ? 'true' : undefined });
    return 'waiting' in outcome ? answer(202, changeToApi(outcome.waiting), headers) : answer(201, depositToApi(outcome), headers);
  }

  @Endpoint(withdrawFloat)
  async withdraw(
    @Caller() caller: Principal,
    @Input() { params, headers, body }: Input<typeof withdrawFloat>,
  ): Promise<Reply<typeof withdrawFloat>> {
    const outcome = await this.withdrawFloat.execute(caller, { ...params, ...body, idempotencyKey: headers['idempotency-key'] });
    const said = present({ 'idempotency-replayed': outcome.replayed ? 'true' : undefined });
    return 'waiting' in outcome ? answer(202, changeToApi(outcome.waiting), said) : answer(201, withdrawalToApi(outcome), said);
  }

  @Endpoint(listWithdrawals)
  async withdrawals(@Caller() caller: Principal, @Input() { params, query }: Input<typeof listWithdrawals>): Promise<Page<PaidBackAnswer>> {
    return mapPage(await this.findWithdrawals.execute(caller, { ...params, ...query }), paidBackToApi);
  }

  @Endpoint(setFloatLimit)
  async limit(@Caller() caller: Principal, @Input() { params, body }: Input<typeof setFloatLimit>): Promise<Reply<typeof setFloatLimit>> {
    const outcome = await this.setFloatLimit.execute(caller, { ...params, ...body });
    return 'waiting' in outcome ? answer(202, changeToApi(outcome.waiting)) : answer(200, vendorToApi(outcome.vendor));
  }

  @Endpoint(setCommission)
  async commission(
    @Caller() caller: Principal,
    @Input() { params, body }: Input<typeof setCommission>,
  ): Promise<Reply<typeof setCommission>> {
    const outcome = await this.setCommission.execute(caller, { ...params, ...body });
    return 'waiting' in outcome ? answer(202, changeToApi(outcome.waiting)) : answer(200, commissionToApi(outcome.vendor, outcome.said));
  }

  @Endpoint(readVendorPolicy)
  async policy(@Caller() caller: Principal): Promise<VendorPolicyAnswer> {
    return policyToApi(await this.findPolicy.execute(caller), caller.currency);
  }

  @Endpoint(changeVendorPolicy)
  async setPolicy(
    @Caller() caller: Principal,
    @Input() { body }: Input<typeof changeVendorPolicy>,
  ): Promise<Reply<typeof changeVendorPolicy>> {
    const outcome = await this.changePolicy.execute(caller, body);
    return 'waiting' in outcome ? answer(202, changeToApi(outcome.waiting)) : answer(200, policyToApi(outcome.policy, caller.currency));
  }

  @Endpoint(listVendorChanges)
  async changes(@Caller() caller: Principal, @Input() { query }: Input<typeof listVendorChanges>): Promise<Page<VendorChangeAnswer>> {
    return mapPage(await this.findChanges.execute(caller, query), changeToApi);
  }

  @Endpoint(approveVendorChange)
  async approve(@Caller() caller: Principal, @Input() { params }: Input<typeof approveVendorChange>): Promise<VendorChangeAnswer> {
    return changeToApi(await this.decideChange.execute(caller, { ...params, refusal: undefined }));
  }

  @Endpoint(refuseVendorChange)
  async refuse(@Caller() caller: Principal, @Input() { params, body }: Input<typeof refuseVendorChange>): Promise<VendorChangeAnswer> {
    return changeToApi(await this.decideChange.execute(caller, { ...params, refusal: body.reason }));
  }
}
