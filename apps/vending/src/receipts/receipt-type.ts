/** How a receipt is answered. What nobody asked for is text, which every printer takes. */
export const RECEIPT_TYPES = ['text/plain', 'application/json', 'application/pdf'] as const;
export type ReceiptType = (typeof RECEIPT_TYPES)[number];

interface Wish {
  readonly range: string;
  readonly quality: number;
}

/**
 * The type that an `accept` header likes best; of equals the earlier of `RECEIPT_TYPES`, and text where it likes none.
 * @source RFC 9110 12.5.1
 */
export function receiptType(accept: string | undefined): ReceiptType {
  const wishes = (accept ?? '*/*').split(',').map(wishOf);
  const liked = RECEIPT_TYPES.map((type) => ({ type, quality: qualityOf(type, wishes) }));
  return liked.reduce((best, one) => (one.quality > best.quality ? one : best)).type;
}

function wishOf(written: string): Wish {
  const [range = '', ...parameters] = written.split(';').map((part) => part.trim().toLowerCase());
  const quality = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice('q='.length) ?? '1');
  return { range, quality: quality >= 0 && quality <= 1 ? quality : 0 };
}

/** The most precise wish counts. */
function qualityOf(type: ReceiptType, wishes: readonly Wish[]): number {
  const [group = ''] = type.split('/');
  for (const range of [type, `${group}/*`, '*/*']) {
    const wish = wishes.find((one) => one.range === range);
    if (wish) return wish.quality;
  }
  return 0;
}
