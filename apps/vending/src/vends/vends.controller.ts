import { Body, Controller, Get, Headers, Inject, Param, Post, Query } from '@nestjs/common';
import type { Principal } from '@openprepay/contracts/identity';
import { Caller } from '@openprepay/runtime/caller';
import { answer, Endpoint, valid } from '@openprepay/runtime/endpoint';
import { z } from 'zod';
import { sellerOf, vendorScope } from '../seller.js';
import { FindVends } from './find-vends.js';
import { QuoteVend } from './quote-vend.js';
import { SellVend } from './sell-vend.js';
import { isSettled } from './vend.js';
import { quoteAnswer, quoteToApi, vendAnswer, vendPage, vendToApi } from './vend-api.js';
import { vendBody, vendListQuery } from './vend-body.js';
import { readIdempotencyKey } from './vend-request.js';

const vendId = z.uuid();

@Controller('v1/vends')
export class VendsController {
  constructor(
    @Inject(SellVend) private readonly sellVend: SellVend,
    @Inject(QuoteVend) private readonly quoteVend: QuoteVend,
    @Inject(FindVends) private readonly findVends: FindVends,
  ) {}

  @Post()
  @Endpoint({
    summary: 'Sell. Needs an Idempotency-Key; 202 where the token is not there in time: ask again with the same key',
    roles: ['vendor', 'operator', 'clerk'],
    answers: { 201: vendAnswer, 202: vendAnswer },
  })
  async sell(
    @Headers('idempotency-key') key: string | undefined,
    @Body(valid(vendBody)) { vendorId, ...request }: z.output<typeof vendBody>,
    @Caller() caller: Principal,
  ): Promise<unknown> {
    const seller = sellerOf(caller, vendorId);
    const { vend, replayed } = await this.sellVend.execute({
      utility: caller.utility,
      seller,
      idempotencyKey: readIdempotencyKey(key),
      request,
    });
    return answer(isSettled(vend) ? 201 : 202, vendToApi(vend), {
      location: `/v1/vends/${vend.vendId}`,
      ...(replayed ? { 'idempotency-replayed': 'true' } : {}),
    });
  }

  @Post('quote')
  @Endpoint({
    summary: 'What a sale would give now; nothing is sold',
    roles: ['vendor', 'operator', 'clerk'],
    answers: { 200: quoteAnswer },
  })
  async quote(@Body(valid(vendBody)) { vendorId, ...request }: z.output<typeof vendBody>, @Caller() caller: Principal): Promise<unknown> {
    sellerOf(caller, vendorId);
    return quoteToApi(await this.quoteVend.execute(caller.utility, request));
  }

  @Get()
  @Endpoint({
    summary: 'Vends, newest first; with idempotencyKey the one vend it made, or vending.vend_not_found: nothing was sold',
    roles: ['vendor', 'operator', 'clerk', 'engineer'],
    answers: { 200: z.union([vendPage, vendAnswer]) },
  })
  async list(
    @Query(valid(vendListQuery)) { idempotencyKey, ...query }: z.output<typeof vendListQuery>,
    @Caller() caller: Principal,
  ): Promise<unknown> {
    const vendorId = vendorScope(caller, query.vendorId);
    if (idempotencyKey !== undefined) return vendToApi(await this.findVends.byKey(caller.utility, vendorId, idempotencyKey));
    const vends = await this.findVends.list(caller.utility, { ...query, vendorId });
    return { ...vends, items: vends.items.map(vendToApi) };
  }

  @Get(':vendId')
  @Endpoint({ summary: 'One vend', roles: ['vendor', 'operator', 'clerk', 'engineer'], answers: { 200: vendAnswer } })
  async one(@Param('vendId', valid(vendId)) id: string, @Caller() caller: Principal): Promise<unknown> {
    return vendToApi(await this.findVends.one(caller.utility, id, vendorScope(caller, undefined)));
  }
}
