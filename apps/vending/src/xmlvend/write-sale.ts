import type { Clock } from '@openprepay/persistence/clock';
import { add } from '@openprepay/quantities';
import type { UnitsGrant } from '@openprepay/tariffs';
import { SANDBOX } from '../receipts/slip.js';
import type { CompletedVend } from '../vend/vend.js';
import type { FindVendor } from '../vendors/find-vendor.js';
import type { TillCall, Written } from './till-call.js';
import { amountOf, answered } from './written-answer.js';
import { customerMessage, receiptOf } from './written-receipt.js';

type WrittenSale = Written<'CreditVendResp'> | Written<'FBEResp'> | Written<'FreeIssueResp'>;

/** What was left on a replaced meter has an answer of the same parts as a sale. */
const answers = {
  'free-basic': 'FBEResp',
  'free-issue': 'FreeIssueResp',
  replacement: 'CreditVendResp',
} as const satisfies Record<UnitsGrant['kind'], WrittenSale['type']>;

/** Where a vendor stands, as every answer to a vend begins; and a completed sale as the till that made it heard it, and what the vendor has left now. */
export class WriteSale {
  constructor(
    private readonly findVendor: FindVendor,
    private readonly clock: Clock,
  ) {}

  /** As the answer to what made it: units that nobody pays for have answers of their own. */
  async execute(call: TillCall, vend: CompletedVend): Promise<WrittenSale> {
    const type = vend.effect.grant ? answers[vend.effect.grant.kind] : 'CreditVendResp';
    return { type, ...(await this.parts(call, vend)) };
  }

  /** All of it but the name. */
  async parts(call: TillCall, vend: CompletedVend): Promise<Omit<Written<'CreditVendResp'>, 'type'>> {
    return { ...(await this.answered(call, vend, 'Sale')), creditVendReceipt: receiptOf(call.profile, vend) };
  }

  /** What its answer has beside its lines. */
  async answered(call: TillCall, vend: CompletedVend, dispHeader: string) {
    return {
      ...(await this.standing(call, dispHeader)),
      operatorMsg: '',
      custMsg: call.terminal.principal.sandbox ? SANDBOX : customerMessage(vend),
      ...(vend.accountNumber !== undefined && { custVendDetail: { accNo: vend.accountNumber } }),
    } as const;
  }

  /** What an answer begins with where something was done with the vendor's money or for a meter. */
  async standing(call: TillCall, dispHeader: string) {
    const { principal, vendorName, outletName } = call.terminal;
    const { floatMinor, floatLimitMinor, currency } = await this.findVendor.execute(principal, { vendorId: principal.vendorId });
    return {
      ...answered(call, this.clock, dispHeader),
      clientStatus: { availCredit: amountOf(add(floatMinor, floatLimitMinor), currency) },
      vendor: { name: vendorName, address: outletName },
    } as const;
  }
}
