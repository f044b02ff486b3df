import { Controller, Get, Inject, Param } from '@nestjs/common';
import type { Principal } from '@openprepay/contracts/identity';
import { Caller } from '@openprepay/runtime/caller';
import { answer, Endpoint, valid } from '@openprepay/runtime/endpoint';
import { z } from 'zod';
import { vendorScope } from '../seller.js';
import { FindVends } from '../vends/find-vends.js';
import { requireCompleted } from '../vends/vend.js';
import { receiptText } from './receipt-text.js';

const vendId = z.uuid();
const PLAIN_TEXT = 'text/plain; charset=utf-8';

@Controller('v1/vends')
export class ReceiptsController {
  constructor(@Inject(FindVends) private readonly findVends: FindVends) {}

  @Get(':vendId/receipt')
  @Endpoint({
    summary: 'The receipt of a completed vend, to print',
    roles: ['vendor', 'operator', 'clerk'],
    answers: { 200: 'text/plain' },
  })
  async text(@Param('vendId', valid(vendId)) id: string, @Caller() caller: Principal): Promise<unknown> {
    const vend = await this.findVends.one(caller.utility, id, vendorScope(caller, undefined));
    return answer(200, receiptText(requireCompleted(vend)), { 'content-type': PLAIN_TEXT });
  }
}
