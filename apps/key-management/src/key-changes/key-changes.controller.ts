import { Controller, Inject } from '@nestjs/common';
import { keyManagementApi } from '@openprepay/contracts/http/key-management';
import type { VendingKeyChangeAnswer } from '@openprepay/contracts/http/key-management-key-changes';
import type { VendingKeyAnswer } from '@openprepay/contracts/http/key-management-vending-keys';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import type { Clock } from '@openprepay/persistence/clock';
import { Caller } from '@openprepay/runtime/caller';
import { answer, type Answer, Endpoint, Input } from '@openprepay/runtime/endpoint';
import { vendingKeyToApi } from '../vending-keys/vending-key-api.js';
import { ApproveKeyChange } from './approve-key-change.js';
import { CLOCK } from '@openprepay/runtime/service';
import { AskForKeyChange, type AskedKeyChange } from './ask-for-key-change.js';
import { FindKeyChange } from './find-key-change.js';
import { FindKeyChanges } from './find-key-changes.js';
import { keyChangeToApi } from './key-change-api.js';
import { RefuseKeyChange } from './refuse-key-change.js';

const {
  retireVendingKey,
  reactivateVendingKey,
  listVendingKeyChanges,
  readVendingKeyChange,
  approveVendingKeyChange,
  refuseVendingKeyChange,
} = keyManagementApi.endpoints;

@Controller()
export class KeyChangesController {
  constructor(
    @Inject(AskForKeyChange) private readonly askForKeyChange: AskForKeyChange,
    @Inject(ApproveKeyChange) private readonly approveKeyChange: ApproveKeyChange,
    @Inject(RefuseKeyChange) private readonly refuseKeyChange: RefuseKeyChange,
    @Inject(FindKeyChanges) private readonly findKeyChanges: FindKeyChanges,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(FindKeyChange) private readonly findKeyChange: FindKeyChange,
  ) {}

  /** 202 where a second custodian decides. */
  @Endpoint(retireVendingKey)
  async retire(
    @Caller() caller: Principal,
    @Input() { params, body }: Input<typeof retireVendingKey>,
  ): Promise<Answer<200, VendingKeyAnswer> | Answer<202, VendingKeyChangeAnswer>> {
    return askedToApi(await this.askForKeyChange.execute(caller, { ...params, ...body, change: 'retire' }), this.clock.now());
  }

  @Endpoint(reactivateVendingKey)
  async reactivate(
    @Caller() caller: Principal,
    @Input() { params, body }: Input<typeof reactivateVendingKey>,
  ): Promise<Answer<200, VendingKeyAnswer> | Answer<202, VendingKeyChangeAnswer>> {
    return askedToApi(await this.askForKeyChange.execute(caller, { ...params, ...body, change: 'reactivate' }), this.clock.now());
  }

  @Endpoint(listVendingKeyChanges)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listVendingKeyChanges>): Promise<Page<VendingKeyChangeAnswer>> {
    return mapPage(await this.findKeyChanges.execute(caller, query), keyChangeToApi);
  }

  @Endpoint(readVendingKeyChange)
  async read(@Caller() caller: Principal, @Input() { params }: Input<typeof readVendingKeyChange>): Promise<VendingKeyChangeAnswer> {
    return keyChangeToApi(await this.findKeyChange.execute(caller, params));
  }

  @Endpoint(approveVendingKeyChange)
  async approve(@Caller() caller: Principal, @Input() { params }: Input<typeof approveVendingKeyChange>): Promise<VendingKeyChangeAnswer> {
    return keyChangeToApi(await this.approveKeyChange.execute(caller, params));
  }

  @Endpoint(refuseVendingKeyChange)
  async refuse(
    @Caller() caller: Principal,
    @Input() { params, body }: Input<typeof refuseVendingKeyChange>,
  ): Promise<VendingKeyChangeAnswer> {
    return keyChangeToApi(await this.refuseKeyChange.execute(caller, { ...params, ...body }));
  }
}

const askedToApi = (asked: AskedKeyChange, now: Date): Answer<200, VendingKeyAnswer> | Answer<202, VendingKeyChangeAnswer> =>
  'done' in asked ? answer(200, vendingKeyToApi(asked.done, now)) : answer(202, keyChangeToApi(asked.waiting));
