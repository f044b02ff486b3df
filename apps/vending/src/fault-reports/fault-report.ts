/** Who has reported it, as the till has written it down. */
export interface ReportingCustomer {
  readonly name?: string | undefined;
  readonly address?: string | undefined;
  readonly contactNo?: string | undefined;
  readonly accountNumber?: string | undefined;
  readonly locationReference?: string | undefined;
}

/** What a customer has told a till of a meter or of the network. */
export interface FaultReport {
  readonly reportId: string;
  readonly vendorId: string;
  readonly door: 'xmlvend' | 'electrum';
  /** The message that it came by: the same one again is the same report. */
  readonly reference: string;
  readonly kind: string;
  readonly description: string | undefined;
  readonly meterNumber: string | undefined;
  readonly customer: ReportingCustomer | undefined;
  readonly reportedBy: string;
  readonly reportedAt: Date;
}

/** Longest text that is kept of what somebody says. */
const MAX_TEXT_LENGTH = 1_000;

/** One line of what was said; undefined where nothing was. */
export function lineOf(text: string | undefined): string | undefined {
  const line = text
    ?.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_TEXT_LENGTH)
    .replace(/[\uD800-\uDBFF]$/, '');
  return line === '' ? undefined : line;
}
