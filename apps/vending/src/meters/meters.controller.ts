import { Body, Controller, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import type { Principal } from '@openprepay/contracts/identity';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, valid } from '@openprepay/runtime/endpoint';
import type { z } from 'zod';
import { CreateMeter } from './create-meter.js';
import { FindMeters } from './find-meters.js';
import {
  meterAnswer,
  meterBody,
  meterChangeBody,
  meterChangeOf,
  meterListQuery,
  meterPage,
  meterToApi,
  newMeterOf,
  writtenMeterNumber,
} from './meter-api.js';
import { UpdateMeter } from './update-meter.js';

@Controller('v1/meters')
export class MetersController {
  constructor(
    @Inject(CreateMeter) private readonly createMeter: CreateMeter,
    @Inject(UpdateMeter) private readonly updateMeter: UpdateMeter,
    @Inject(FindMeters) private readonly findMeters: FindMeters,
  ) {}

  @Post()
  @Endpoint({ summary: 'Register a meter', roles: ['engineer', 'operator'], answers: { 201: meterAnswer } })
  async create(@Body(valid(meterBody)) body: z.output<typeof meterBody>, @Caller() caller: Principal): Promise<unknown> {
    return meterToApi(await this.createMeter.execute(caller.utility, newMeterOf(body)));
  }

  @Get()
  @Endpoint({ summary: 'Meters by number', roles: ['engineer', 'operator', 'clerk'], answers: { 200: meterPage } })
  async list(@Query(valid(meterListQuery)) query: z.output<typeof meterListQuery>, @Caller() caller: Principal): Promise<unknown> {
    const meters = await this.findMeters.list(caller.utility, query);
    return { ...meters, items: meters.items.map(meterToApi) };
  }

  @Get(':meterNumber')
  @Endpoint({ summary: 'One meter', roles: ['engineer', 'operator', 'clerk', 'vendor'], answers: { 200: meterAnswer } })
  async one(@Param('meterNumber', valid(writtenMeterNumber)) meterNumber: string, @Caller() caller: Principal): Promise<unknown> {
    return meterToApi(await this.findMeters.one(caller.utility, meterNumber));
  }

  @Patch(':meterNumber')
  @Endpoint({ summary: "Change a meter's account or key data", roles: ['engineer'], answers: { 200: meterAnswer } })
  async change(
    @Param('meterNumber', valid(writtenMeterNumber)) meterNumber: string,
    @Body(valid(meterChangeBody)) body: z.output<typeof meterChangeBody>,
    @Caller() caller: Principal,
  ): Promise<unknown> {
    return meterToApi(await this.updateMeter.execute(caller.utility, meterNumber, meterChangeOf(body)));
  }
}
