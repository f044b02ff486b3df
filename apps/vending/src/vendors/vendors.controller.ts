import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import type { Principal } from '@openprepay/contracts/identity';
import { Caller } from '@openprepay/runtime/caller';
import { answer, Endpoint, valid } from '@openprepay/runtime/endpoint';
import { z } from 'zod';
import { vendorScope } from '../seller.js';
import { CreateVendor } from './create-vendor.js';
import { DepositFloat } from './deposit-float.js';
import { FindVendors } from './find-vendors.js';
import {
  depositAnswer,
  depositBody,
  depositToApi,
  vendorAnswer,
  vendorBody,
  vendorListQuery,
  vendorPage,
  vendorToApi,
} from './vendor-api.js';

const vendorId = z.uuid();

@Controller('v1/vendors')
export class VendorsController {
  constructor(
    @Inject(CreateVendor) private readonly createVendor: CreateVendor,
    @Inject(DepositFloat) private readonly depositFloat: DepositFloat,
    @Inject(FindVendors) private readonly findVendors: FindVendors,
  ) {}

  @Post()
  @Endpoint({ summary: 'Create a vendor', roles: ['operator'], answers: { 201: vendorAnswer } })
  async create(@Body(valid(vendorBody)) body: z.output<typeof vendorBody>, @Caller() caller: Principal): Promise<unknown> {
    const { name, floatLimit } = body;
    return vendorToApi(await this.createVendor.execute(caller.utility, { name, floatLimit, currency: caller.currency }));
  }

  @Get()
  @Endpoint({ summary: 'Vendors and their floats', roles: ['operator', 'clerk', 'vendor'], answers: { 200: vendorPage } })
  async list(@Query(valid(vendorListQuery)) query: z.output<typeof vendorListQuery>, @Caller() caller: Principal): Promise<unknown> {
    const vendors = await this.findVendors.list(caller.utility, { ...query, scope: vendorScope(caller, undefined) });
    return { ...vendors, items: vendors.items.map(vendorToApi) };
  }

  @Get(':vendorId')
  @Endpoint({ summary: 'One vendor and its float', roles: ['operator', 'clerk', 'vendor'], answers: { 200: vendorAnswer } })
  async one(@Param('vendorId', valid(vendorId)) id: string, @Caller() caller: Principal): Promise<unknown> {
    return vendorToApi(await this.findVendors.one(caller.utility, vendorScope(caller, id) ?? id));
  }

  @Post(':vendorId/deposits')
  @Endpoint({
    summary: 'Pay money into a float; the same reference again is the same deposit',
    roles: ['operator', 'clerk'],
    answers: { 201: depositAnswer },
  })
  async deposit(
    @Param('vendorId', valid(vendorId)) id: string,
    @Body(valid(depositBody)) body: z.output<typeof depositBody>,
    @Caller() caller: Principal,
  ): Promise<unknown> {
    const outcome = await this.depositFloat.execute(caller.utility, { vendorId: id, ...body });
    return answer(201, depositToApi(outcome), outcome.replayed ? { 'idempotency-replayed': 'true' } : {});
  }
}
