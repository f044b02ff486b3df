import { Controller, Inject } from '@nestjs/common';
import { keyManagementApi } from '@openprepay/contracts/http/key-management';
import type { ComponentEnteredAnswer, VendingKeyAnswer } from '@openprepay/contracts/http/key-management-vending-keys';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import type { Clock } from '@openprepay/persistence/clock';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { CLOCK } from '@openprepay/runtime/service';
import { BeginRetiring } from './begin-retiring.js';
import { CreateVendingKey } from './create-vending-key.js';
import { EnterComponent } from './enter-component.js';
import { FindVendingKey } from './find-vending-key.js';
import { FindVendingKeys } from './find-vending-keys.js';
import { componentEnteredToApi, newVendingKeyOf, vendingKeyToApi } from './vending-key-api.js';

const {
  createVendingKey,
  listVendingKeysOfSupplyGroup,
  listVendingKeys,
  readVendingKey,
  enterComponent,
  enterComponentOfSupplyGroup,
  beginRetiringVendingKey,
} = keyManagementApi.endpoints;

/** The keys by themselves, and as their supply group's. */
@Controller()
export class VendingKeysController {
  constructor(
    @Inject(CreateVendingKey) private readonly createVendingKey: CreateVendingKey,
    @Inject(EnterComponent) private readonly enterComponent: EnterComponent,
    @Inject(BeginRetiring) private readonly beginRetiring: BeginRetiring,
    @Inject(FindVendingKeys) private readonly findVendingKeys: FindVendingKeys,
    @Inject(FindVendingKey) private readonly findVendingKey: FindVendingKey,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Endpoint(createVendingKey)
  async create(@Caller() caller: Principal, @Input() input: Input<typeof createVendingKey>): Promise<VendingKeyAnswer> {
    const key = await this.createVendingKey.execute(caller, newVendingKeyOf(input));
    return vendingKeyToApi({ key, componentsEntered: 0 }, this.clock.now());
  }

  @Endpoint(listVendingKeysOfSupplyGroup)
  async listOfSupplyGroup(
    @Caller() caller: Principal,
    @Input() { params, query }: Input<typeof listVendingKeysOfSupplyGroup>,
  ): Promise<Page<VendingKeyAnswer>> {
    return mapPage(await this.findVendingKeys.execute(caller, { ...query, ...params }), (key) => vendingKeyToApi(key, this.clock.now()));
  }

  @Endpoint(listVendingKeys)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listVendingKeys>): Promise<Page<VendingKeyAnswer>> {
    return mapPage(await this.findVendingKeys.execute(caller, query), (key) => vendingKeyToApi(key, this.clock.now()));
  }

  @Endpoint(readVendingKey)
  async read(@Caller() caller: Principal, @Input() { params }: Input<typeof readVendingKey>): Promise<VendingKeyAnswer> {
    return vendingKeyToApi(await this.findVendingKey.execute(caller, params), this.clock.now());
  }

  @Endpoint(enterComponent)
  async enter(@Caller() caller: Principal, @Input() { params, body }: Input<typeof enterComponent>): Promise<ComponentEnteredAnswer> {
    return componentEnteredToApi(await this.enterComponent.execute(caller, { ...params, ...body }), this.clock.now());
  }

  @Endpoint(enterComponentOfSupplyGroup)
  async enterOfSupplyGroup(
    @Caller() caller: Principal,
    @Input() { params, body }: Input<typeof enterComponentOfSupplyGroup>,
  ): Promise<ComponentEnteredAnswer> {
    return componentEnteredToApi(await this.enterComponent.execute(caller, { ...params, ...body }), this.clock.now());
  }

  @Endpoint(beginRetiringVendingKey)
  async retiring(@Caller() caller: Principal, @Input() { params }: Input<typeof beginRetiringVendingKey>): Promise<VendingKeyAnswer> {
    return vendingKeyToApi(await this.beginRetiring.execute(caller, params), this.clock.now());
  }
}
