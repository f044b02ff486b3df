import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { Principal } from '@openprepay/contracts/identity';
import { Caller } from '@openprepay/runtime/caller';
import { answer, Endpoint, Input, type Reply } from '@openprepay/runtime/endpoint';
import { FindReceipt } from './find-receipt.js';
import { receiptText } from './receipt-text.js';

const PLAIN_TEXT = { 'content-type': 'text/plain; charset=utf-8' };

const { readReceipt } = vendingApi.endpoints;

@Controller()
export class ReceiptsController {
  constructor(@Inject(FindReceipt) private readonly findReceipt: FindReceipt) {}

  @Endpoint(readReceipt)
  async read(@Caller() caller: Principal, @Input() { params }: Input<typeof readReceipt>): Promise<Reply<typeof readReceipt>> {
    return answer(200, receiptText(await this.findReceipt.execute(caller, params)), PLAIN_TEXT);
  }
}
