import { present } from '@openprepay/contracts/present';
import { negate } from '@openprepay/quantities';
import type { JournalEntry } from '../ledger/journal-entry.js';
import { readReceiptNumber } from './vend-entry.js';

interface Turned {
  readonly reference: string;
  /** Of what takes the entry back. */
  readonly receiptNumber: string;
  readonly at: Date;
}

/** An entry with every side turned: after both, each account stands as it had. */
export const turnedEntry = (booked: JournalEntry, { reference, receiptNumber, at }: Turned): JournalEntry => {
  const { receiptNumber: _ofBooked, ...entry } = booked;
  return {
    ...entry,
    reference,
    ...present({ receiptNumber: readReceiptNumber(receiptNumber) }),
    lines: entry.lines.map(({ account, amountMinor }) => ({ account, amountMinor: negate(amountMinor) })),
    at,
  };
};
