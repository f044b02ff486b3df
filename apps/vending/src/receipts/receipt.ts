import type { ReceiptAnswer } from '@openprepay/contracts/http/vending-vends';
import { present } from '@openprepay/contracts/present';
import { formatCredit, formatMoney } from '@openprepay/quantities';
import { UNITS } from '@openprepay/sts';
import { formatLines } from '@openprepay/tariffs';
import { remainderToApi } from '../vend/vend-api.js';
import type { ReceiptIssuer } from './receipt-issuer.js';
import type { CompletedVend } from '../vend/vend.js';

const GROUP_OF_DIGITS = /(\d{4})(?=\d)/g;
const KEY_CHANGE = 'key-change';

/** All that a receipt says of a vend, whatever it is printed on. */
export type Receipt = ReceiptAnswer;

export interface ReceiptOptions {
  /** Says that nothing of it is anybody's money. */
  readonly sandbox?: boolean | undefined;
  readonly issuer?: ReceiptIssuer | undefined;
  readonly vendorTaxNumber?: string | undefined;
}

export function receiptOf(vend: CompletedVend, { sandbox = false, issuer, vendorTaxNumber }: ReceiptOptions = {}): Receipt {
  const { outcome, currency } = vend;
  const unit = UNITS[vend.commodity];
  // the new key is entered first: the credit is made with it
  const tokens = [...(outcome.keyChangeTokens ?? []).map(({ token }) => ({ kind: KEY_CHANGE, token })), ...outcome.tokens];
  return {
    ...(sandbox ? { sandbox: true as const } : {}),
    ...(issuer && { issuer: present({ name: issuer.name, taxNumber: issuer.taxNumber }) }),
    ...present({ vendorTaxNumber }),
    receiptNumber: outcome.receiptNumber,
    vendId: vend.vendId,
    completedAt: outcome.completedAt.toISOString(),
    meterNumber: vend.meter.meterNumber,
    ...present({ accountNumber: vend.accountNumber, vendorId: vend.vendorId, blocks: vend.blocks, grant: vend.effect.grant?.kind }),
    soldBy: vend.soldBy,
    tariff: vend.tariff,
    tender: { amount: formatMoney(vend.tenderMinor, currency), currency },
    paymentMethod: vend.paymentMethod,
    units: { value: formatCredit(vend.effect.unitsTenths), unit },
    lines: formatLines(vend.lines, currency),
    ...remainderToApi(vend),
    tokens: tokens.map(({ kind, token }, nth) => ({ entry: nth + 1, kind, token, grouped: token.replaceAll(GROUP_OF_DIGITS, '$1 ') })),
    debts: vend.debtsTaken.map(({ code, amountMinor, outstandingMinor }) => ({
      code,
      paid: formatMoney(amountMinor, currency),
      ...(outstandingMinor === undefined ? {} : { outstanding: formatMoney(outstandingMinor, currency) }),
    })),
    ...(vend.reprints > 0 ? { copy: vend.reprints } : {}),
    ...(hasNoWordOfMeter(vend) ? { enterByHand: true as const } : {}),
    ...(outcome.sampleTables ? { sampleTables: true } : {}),
  };
}

/** Telemetry's word for a token that was sent, and of which the meter has said nothing in time. */
const NO_VERDICT = 'expired';

const hasNoWordOfMeter = ({ delivery }: CompletedVend): boolean => delivery.state === 'rejected' && delivery.code === NO_VERDICT;

export const isKeyChange = ({ kind }: Receipt['tokens'][number]): boolean => kind === KEY_CHANGE;
