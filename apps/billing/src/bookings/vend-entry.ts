import type { EventData } from '@openprepay/contracts/event';
import { present } from '@openprepay/contracts/present';
import { memberText } from '@openprepay/contracts/open-enum';
import type { VendCompleted, VendLine } from '@openprepay/contracts/vending';
import { negate, subtract } from '@openprepay/quantities';
import { balancedLines, type JournalEntry, type JournalLine } from '../ledger/journal-entry.js';
import { ledgerAccounts } from '../ledger/ledger-accounts.js';

type Vend = EventData<typeof VendCompleted>;

/** What a vend is booked under, once. */
export const vendReference = ({ vendId }: Pick<Vend, 'vendId'>): string => `vend:${vendId}`;

/**
 * What the money of a vend was for: the tender on one side, the receipt's lines on the other; and its vendor's commission. Units that
 * were given move no money but a vendor's fee: without one their entry has no lines, and is there so that their receipt is in the books.
 */
export function vendEntry(vend: Vend, entryId: string): JournalEntry {
  return {
    id: entryId,
    reference: vendReference(vend),
    currency: vend.currency,
    ...present({ accountNumber: vend.accountNumber, receiptNumber: readReceiptNumber(vend.receiptNumber) }),
    lines: linesOf(vend),
    at: vend.completedAt,
  };
}

const tenderLine = ({ vendorId, paymentMethod, tenderMinor }: Vend): JournalLine => ({
  account: vendorId === undefined ? ledgerAccounts.cashDesk(paymentMethod) : ledgerAccounts.vendorFloat(vendorId),
  amountMinor: tenderMinor,
});

function linesOf(vend: Vend): readonly JournalLine[] {
  const earned = commissionLines(vend);
  if (vend.grant) return earned.length === 0 ? [] : balancedLines(earned, vend.currency);
  return balancedLines([tenderLine(vend), ...vend.lines.flatMap((line) => credits(line, vend)), ...earned], vend.currency);
}

/** What it has earned its vendor costs the utility, and is owed to the vendor with its float. */
export function commissionLines({ vendorId, commission }: Pick<Vend, 'vendorId' | 'commission'>): readonly JournalLine[] {
  if (vendorId === undefined) return [];
  return (commission?.parts ?? []).flatMap(({ kind, amountMinor }) => [
    { account: ledgerAccounts.commission(memberText(kind)), amountMinor },
    { account: ledgerAccounts.vendorFloat(vendorId), amountMinor: negate(amountMinor) },
  ]);
}

/** Digits of a number that a double still holds exactly. */
const RECEIPT_NUMBER = /^\d{1,15}$/;

/** A receipt that is no number is booked like any other, and missed by nobody. */
export const readReceiptNumber = (text: string): number | undefined =>
  RECEIPT_NUMBER.test(text) && Number(text) > 0 ? Number(text) : undefined;

/** An energy line is the price of its units, and the remainder where the vend tells it. */
function credits(line: VendLine, vend: Vend): readonly JournalLine[] {
  const account = accountOf(line, vend);
  if (line.kind !== 'energy' || line.remainderMinor === undefined) return [{ account, amountMinor: negate(line.amountMinor) }];
  return [
    { account, amountMinor: negate(subtract(line.amountMinor, line.remainderMinor)) },
    { account: ledgerAccounts.salesRemainder(memberText(vend.commodity)), amountMinor: negate(line.remainderMinor) },
  ];
}

function accountOf(line: VendLine, vend: Vend): string {
  switch (line.kind) {
    case 'energy':
      return ledgerAccounts.energySales(memberText(vend.commodity));
    case 'levy':
      return ledgerAccounts.levy(line.code);
    case 'fixed-charge':
      return ledgerAccounts.fixedCharge(line.code);
    case 'tax':
      return ledgerAccounts.tax(line.code);
    case 'debt':
      // A debt without an account cannot be: debts hang on accounts. The meter's own number keeps the money visible all the same.
      return ledgerAccounts.customer(vend.accountNumber ?? `meter-${vend.meterNumber}`);
    default:
      return line.kind satisfies never;
  }
}
