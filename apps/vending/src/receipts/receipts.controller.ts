import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { Principal } from '@openprepay/contracts/identity';
import { Caller } from '@openprepay/runtime/caller';
import { answer, Endpoint, Input, type Reply } from '@openprepay/runtime/endpoint';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import { vendToApi } from '../vend/vend-api.js';
import { ReprintVend } from './reprint-vend.js';
import { FindReceipt } from './find-receipt.js';
import { type Paper, receiptPdf } from './receipt-pdf.js';
import { receiptText } from './receipt-text.js';
import { type ReceiptType, receiptType } from './receipt-type.js';
import { type Receipt, receiptOf } from './receipt.js';

const CONTENT_TYPES = {
  'text/plain': 'text/plain; charset=utf-8',
  'application/json': 'application/json; charset=utf-8',
  'application/pdf': 'application/pdf',
} as const satisfies Record<ReceiptType, string>;

const WRITERS: Readonly<Record<ReceiptType, (receipt: Receipt, paper: Paper) => string | Promise<Uint8Array>>> = {
  'text/plain': receiptText,
  'application/json': (receipt) => JSON.stringify(receipt),
  'application/pdf': receiptPdf,
};

const { readReceipt, reprintVend } = vendingApi.endpoints;

@Controller()
export class ReceiptsController {
  constructor(
    @Inject(FindReceipt) private readonly findReceipt: FindReceipt,
    @Inject(ReprintVend) private readonly reprintVend: ReprintVend,
  ) {}

  @Endpoint(readReceipt)
  async read(
    @Caller() caller: Principal,
    @Input() { params, query, headers }: Input<typeof readReceipt>,
  ): Promise<Reply<typeof readReceipt>> {
    const receipt = receiptOf(await this.findReceipt.execute(caller, params), caller);
    const type = receiptType(headers.accept);
    return answer(200, await WRITERS[type](receipt, query.paper ?? '80mm'), { 'content-type': CONTENT_TYPES[type], vary: 'accept' });
  }

  @Endpoint(reprintVend)
  async reprint(@Caller() caller: Principal, @Input() { params }: Input<typeof reprintVend>): Promise<VendAnswer> {
    return vendToApi(await this.reprintVend.execute(caller, params));
  }
}
