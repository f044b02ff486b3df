import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { Principal } from '@openprepay/contracts/identity';
import { Caller } from '@openprepay/runtime/caller';
import { answer, Endpoint, Input, type Reply } from '@openprepay/runtime/endpoint';
import type { ReceiptIssuerAnswer, VendorTaxNumberAnswer } from '@openprepay/contracts/http/vending-receipts';
import type { VendAnswer } from '@openprepay/contracts/http/vending-vends';
import { present } from '@openprepay/contracts/present';
import { vendToApi } from '../vend/vend-api.js';
import { ChangeReceiptIssuer } from './change-receipt-issuer.js';
import { ChangeVendorTaxNumber } from './change-vendor-tax-number.js';
import { FindReceiptIssuer } from './find-receipt-issuer.js';
import { ReprintVend } from './reprint-vend.js';
import { FindVendorTaxNumber } from './find-vendor-tax-number.js';
import { FindReceipt } from './find-receipt.js';
import { printed } from './printed.js';
import { receiptLines } from './receipt-lines.js';
import { receiptOf } from './receipt.js';

const { readReceipt, reprintVend, readReceiptIssuer, changeReceiptIssuer, readVendorTaxNumber, changeVendorTaxNumber } =
  vendingApi.endpoints;

@Controller()
export class ReceiptsController {
  constructor(
    @Inject(FindReceipt) private readonly findReceipt: FindReceipt,
    @Inject(ReprintVend) private readonly reprintVend: ReprintVend,
    @Inject(FindReceiptIssuer) private readonly findIssuer: FindReceiptIssuer,
    @Inject(ChangeReceiptIssuer) private readonly changeIssuer: ChangeReceiptIssuer,
    @Inject(FindVendorTaxNumber) private readonly findTaxNumber: FindVendorTaxNumber,
    @Inject(ChangeVendorTaxNumber) private readonly changeTaxNumber: ChangeVendorTaxNumber,
  ) {}

  @Endpoint(readReceipt)
  async read(
    @Caller() caller: Principal,
    @Input() { params, query, headers }: Input<typeof readReceipt>,
  ): Promise<Reply<typeof readReceipt>> {
    const { vend, ...said } = await this.findReceipt.execute(caller, params);
    const receipt = receiptOf(vend, { sandbox: caller.sandbox, ...said });
    const { body, headers: ofType } = await printed(
      { receipt, receiptNumber: receipt.receiptNumber, lines: receiptLines(receipt), at: vend.outcome.completedAt },
      { ...headers, ...query },
    );
    return answer(200, body, ofType);
  }

  @Endpoint(reprintVend)
  async reprint(@Caller() caller: Principal, @Input() { params }: Input<typeof reprintVend>): Promise<VendAnswer> {
    return vendToApi(await this.reprintVend.execute(caller, params));
  }

  @Endpoint(readReceiptIssuer)
  async issuer(@Caller() caller: Principal): Promise<ReceiptIssuerAnswer> {
    return present(await this.findIssuer.execute(caller));
  }

  @Endpoint(changeReceiptIssuer)
  async setIssuer(@Caller() caller: Principal, @Input() { body }: Input<typeof changeReceiptIssuer>): Promise<ReceiptIssuerAnswer> {
    return present(await this.changeIssuer.execute(caller, body));
  }
  @Endpoint(readVendorTaxNumber)
  async taxNumber(@Caller() caller: Principal, @Input() { params }: Input<typeof readVendorTaxNumber>): Promise<VendorTaxNumberAnswer> {
    return present({ taxNumber: await this.findTaxNumber.execute(caller, params) });
  }

  @Endpoint(changeVendorTaxNumber)
  async setTaxNumber(
    @Caller() caller: Principal,
    @Input() { params, body }: Input<typeof changeVendorTaxNumber>,
  ): Promise<VendorTaxNumberAnswer> {
    return present({ taxNumber: await this.changeTaxNumber.execute(caller, { ...params, ...body }) });
  }
}
