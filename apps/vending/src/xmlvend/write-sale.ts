import type { Clock } from '@openprepay/persistence/clock';
import { add } from '@openprepay/quantities';
import { SANDBOX } from '../receipts/receipt-lines.js';
import type { CompletedVend } from '../vend/vend.js';
import type { FindVendor } from '../vendors/find-vendor.js';
import type { TillCall, Written } from './till-call.js';
import { amountOf, answered } from './written-answer.js';
import { customerMessage, receiptOf } from './written-receipt.js';

/** Writes a completed sale as the till that made it heard it, and what the vendor has left now. */
export class WriteSale {
  constructor(
    private readonly findVendor: FindVendor,
    private readonly clock: Clock,
  ) {}

  async execute(call: TillCall, vend: CompletedVend): Promise<Written<'CreditVendResp'>> {
    const { principal, vendorName, outletName } = call.terminal;
    const { floatMinor, floatLimitMinor, currency } = await this.findVendor.execute(principal, { vendorId: principal.vendorId });
    return {
      type: 'CreditVendResp',
      ...answered(call, this.clock, 'Sale'),
      operatorMsg: '',
      custMsg: principal.sandbox ? SANDBOX : customerMessage(vend),
      clientStatus: { availCredit: amountOf(add(floatMinor, floatLimitMinor), currency) },
      vendor: { name: vendorName, address: outletName },
      ...(vend.accountNumber !== undefined && { custVendDetail: { accNo: vend.accountNumber } }),
      creditVendReceipt: receiptOf(call.profile, vend),
    };
  }
}
