import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { Principal } from '@openprepay/contracts/identity';
import { Caller } from '@openprepay/runtime/caller';
import { answer, Endpoint, Input, type Reply } from '@openprepay/runtime/endpoint';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import { vendToApi } from '../vend/vend-api.js';
import { ReprintVend } from './reprint-vend.js';
import { FindReceipt } from './find-receipt.js';
import { receiptText } from './receipt-text.js';

const PLAIN_TEXT = { 'content-type': 'text/plain; charset=utf-8' };

const { readReceipt, reprintVend } = vendingApi.endpoints;

@Controller()
export class ReceiptsController {
  constructor(
    @Inject(FindReceipt) private readonly findReceipt: FindReceipt,
    @Inject(ReprintVend) private readonly reprintVend: ReprintVend,
  ) {}

  @Endpoint(readReceipt)
  async read(@Caller() caller: Principal, @Input() { params }: Input<typeof readReceipt>): Promise<Reply<typeof readReceipt>> {
    return answer(200, receiptText(await this.findReceipt.execute(caller, params), caller), PLAIN_TEXT);
  }

  @Endpoint(reprintVend)
  async reprint(@Caller() caller: Principal, @Input() { params }: Input<typeof reprintVend>): Promise<VendAnswer> {
    return vendToApi(await this.reprintVend.execute(caller, params));
  }
}
