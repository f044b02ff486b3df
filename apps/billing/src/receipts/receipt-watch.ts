/** Receipts from `first` to `last`, both included. */
export interface ReceiptRange {
  readonly first: number;
  readonly last: number;
}

/** What a utility's books know of the receipts that there are. */
export interface ReceiptWatch {
  /** Every receipt up to this one is booked; undefined until vending has said how many there are. */
  readonly bookedThrough: number | undefined;
  /** So many there are, vending says. */
  readonly statedThrough: number;
  /** What is missing up to `through` has been missing since then. */
  readonly missing: { readonly through: number; readonly since: Date } | undefined;
  /** How often vending was asked for what is missing. */
  readonly asked: number;
}

/** Receipts above `bookedThrough` that are booked, ascending. */
export interface BookedReceipts {
  readonly numbers: readonly number[];
  /** There are more than these. */
  readonly more: boolean;
}

export interface ReceiptWatchSettings {
  /** How long a receipt may be missing before vending is asked for it. */
  readonly missingAfterMs: number;
}

export interface AskLimits {
  readonly ranges: number;
  readonly receipts: number;
}

const MAX_ASK_REST_MS = 86_400_000;

export const newWatch: ReceiptWatch = { bookedThrough: 0, statedThrough: 0, missing: undefined, asked: 0 };

/** The receipts that are not booked although they are known to be, the lowest first. */
export function missingReceipts(
  { bookedThrough = 0, statedThrough }: ReceiptWatch,
  { numbers, more }: BookedReceipts,
): readonly ReceiptRange[] {
  const ranges: ReceiptRange[] = [];
  let last = bookedThrough;
  for (const number of numbers) {
    if (number > last + 1) ranges.push({ first: last + 1, last: number - 1 });
    last = number;
  }
  if (!more && statedThrough > last) ranges.push({ first: last + 1, last: statedThrough });
  return ranges;
}

export interface Looked {
  readonly watch: ReceiptWatch;
  readonly missing: readonly ReceiptRange[];
  /** What vending is to be asked for now. */
  readonly ask: readonly ReceiptRange[];
}

/**
 * Looks at what is booked: goes on past what is there without a gap, and tells what has been missing for too long. Whoever does not
 * answer is asked again after twice the time, at most a day.
 */
export function look(
  watch: ReceiptWatch,
  booked: BookedReceipts,
  { now, missingAfterMs }: ReceiptWatchSettings & { readonly now: Date },
): Looked {
  if (watch.bookedThrough === undefined) return { watch, missing: [], ask: [] };
  const ranges = missingReceipts(watch, booked);
  const known = Math.max(watch.statedThrough, booked.numbers.at(-1) ?? 0);
  const bookedThrough = (ranges[0]?.first ?? Math.max(known, watch.bookedThrough) + 1) - 1;
  if (ranges.length === 0) return { watch: { ...watch, bookedThrough, missing: undefined, asked: 0 }, missing: [], ask: [] };

  const { missing } = watch;
  if (missing === undefined || bookedThrough >= missing.through) {
    return { watch: { ...watch, bookedThrough, missing: { through: known, since: now }, asked: 0 }, missing: ranges, ask: [] };
  }
  const restMs = Math.min(missingAfterMs * 2 ** watch.asked, MAX_ASK_REST_MS);
  if (now.getTime() - missing.since.getTime() < restMs) return { watch: { ...watch, bookedThrough }, missing: ranges, ask: [] };
  return {
    watch: { ...watch, bookedThrough, missing: { through: known, since: now }, asked: watch.asked + 1 },
    missing: ranges,
    ask: ranges
      .filter(({ first }) => first <= missing.through)
      .map(({ first, last }) => ({ first, last: Math.min(last, missing.through) })),
  };
}

/** The first of the ranges, as many as one question may ask for. */
export function bounded(ranges: readonly ReceiptRange[], { ranges: maxRanges, receipts }: AskLimits): readonly ReceiptRange[] {
  let left = receipts;
  const asked: ReceiptRange[] = [];
  for (const { first, last } of ranges.slice(0, maxRanges)) {
    if (left === 0) break;
    const bound = Math.min(last, first + left - 1);
    asked.push({ first, last: bound });
    left -= bound - first + 1;
  }
  return asked;
}
