import type { EventData } from '@openprepay/contracts/event';
import type { VendReversed } from '@openprepay/contracts/vending';
import type { JournalEntry } from '../ledger/journal-entry.js';
import { turnedEntry } from './turned-entry.js';
import { vendEntry } from './vend-entry.js';

type Reversal = EventData<typeof VendReversed>;

/** What a reversal is booked under, once per vend. */
export const reversalReference = ({ vend: { vendId } }: Pick<Reversal, 'vend'>): string => `reversal:${vendId}`;

/** The vend's entry with every side turned. */
export const reversalEntry = (reversal: Reversal, entryId: string): JournalEntry =>
  turnedEntry(vendEntry(reversal.vend, entryId), {
    reference: reversalReference(reversal),
    receiptNumber: reversal.receiptNumber,
    at: reversal.reversedAt,
  });
