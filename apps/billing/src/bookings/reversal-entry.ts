import type { EventData } from '@openprepay/contracts/event';
import type { VendReversed } from '@openprepay/contracts/vending';
import { negate } from '@openprepay/quantities';
import type { JournalEntry } from '../ledger/journal-entry.js';
import { readReceiptNumber, vendEntry } from './vend-entry.js';

type Reversal = EventData<typeof VendReversed>;

/** What a reversal is booked under, once per vend. */
export const reversalReference = ({ vend: { vendId } }: Pick<Reversal, 'vend'>): string => `reversal:${vendId}`;

/** The vend's entry with every side turned: after both, each account stands as it had. */
export function reversalEntry(reversal: Reversal, entryId: string): JournalEntry {
  const { receiptNumber: _ofVend, ...booked } = vendEntry(reversal.vend, entryId);
  const receiptNumber = readReceiptNumber(reversal.receiptNumber);
  return {
    ...booked,
    reference: reversalReference(reversal),
    ...(receiptNumber === undefined ? {} : { receiptNumber }),
    lines: booked.lines.map(({ account, amountMinor }) => ({ account, amountMinor: negate(amountMinor) })),
    at: reversal.reversedAt,
  };
}
