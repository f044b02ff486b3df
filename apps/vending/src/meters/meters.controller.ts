import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { MeterAnswer } from '@openprepay/contracts/http/vending-meters';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { CreateMeter } from './create-meter.js';
import { FindMeter } from './find-meter.js';
import { FindMeters } from './find-meters.js';
import { meterChangeOf, meterToApi, newMeterOf } from './meter-api.js';
import { UpdateMeter } from './update-meter.js';

const { createMeter, listMeters, readMeter, changeMeter } = vendingApi.endpoints;

@Controller()
export class MetersController {
  constructor(
    @Inject(CreateMeter) private readonly createMeter: CreateMeter,
    @Inject(UpdateMeter) private readonly updateMeter: UpdateMeter,
    @Inject(FindMeter) private readonly findMeter: FindMeter,
    @Inject(FindMeters) private readonly findMeters: FindMeters,
  ) {}

  @Endpoint(createMeter)
  async create(@Caller() caller: Principal, @Input() { body }: Input<typeof createMeter>): Promise<MeterAnswer> {
    return meterToApi(await this.createMeter.execute(caller, newMeterOf(body)));
  }

  @Endpoint(listMeters)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listMeters>): Promise<Page<MeterAnswer>> {
    return mapPage(await this.findMeters.execute(caller, query), meterToApi);
  }

  @Endpoint(readMeter)
  async read(@Caller() caller: Principal, @Input() { params }: Input<typeof readMeter>): Promise<MeterAnswer> {
    return meterToApi(await this.findMeter.execute(caller, params));
  }

  @Endpoint(changeMeter)
  async change(@Caller() caller: Principal, @Input() { params, body }: Input<typeof changeMeter>): Promise<MeterAnswer> {
    return meterToApi(await this.updateMeter.execute(caller, { ...params, ...meterChangeOf(body) }));
  }
}
