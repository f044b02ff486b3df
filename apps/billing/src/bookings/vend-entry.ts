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
 * What the money of a vend was for: the tender on one side, the receipt's lines on the other. Units that were given move no money: their
 * entry has no lines, and is there so that their receipt is in the books.
 */
export function vendEntry(vend: Vend, entryId: string): JournalEntry {
  const tender: JournalLine = {
    account: vend.vendorId === undefined ? ledgerAccounts.cashDesk(vend.paymentMethod) : ledgerAccounts.vendorFloat(vend.vendorId),
    amountMinor: vend.tenderMinor,
  };
  return {
    id: entryId,
    reference: vendReference(vend),
    currency: vend.currency,
    ...present({ accountNumber: vend.accountNumber, receiptNumber: readReceiptNumber(vend.receiptNumber) }),
    lines: vend.grant ? [] : balancedLines([tender, ...vend.lines.flatMap((line) => credits(line, vend))], vend.currency),
    at: vend.completedAt,
  };
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
