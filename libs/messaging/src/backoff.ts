/** Doubles from `baseMs` up to `limitMs`, spread by up to half so that many do not come back at once. */
export const backoffMs = (tries: number, { baseMs, limitMs }: { readonly baseMs: number; readonly limitMs: number }): number =>
  Math.min(baseMs * 2 ** Math.min(tries, 20), limitMs) * (0.75 + Math.random() / 2);
