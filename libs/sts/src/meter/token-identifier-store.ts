/** How many identifiers a meter remembers at least. @source IEC 62055-41 7.3.5 */
export const TOKEN_IDENTIFIER_CAPACITY = 50;

/** Identifiers of accepted tokens, ascending; its length never changes. */
export type TokenIdentifierStore = readonly number[];

/** The store of a new or newly rolled over meter: every place holds the same identifier. */
export function newTokenIdentifierStore(tokenIdentifier: number, capacity: number): TokenIdentifierStore {
  return new Array<number>(capacity).fill(tokenIdentifier);
}

/**
 * What the store says of an identifier: `old` below the smallest, `used` when it is there, else `fresh`, also
 * when it is older than the newest.
 *
 * @source IEC 62055-41 7.3.5, TIDAuthentication
 */
export function judgeTokenIdentifier(store: TokenIdentifierStore, tokenIdentifier: number): 'fresh' | 'used' | 'old' {
  if (tokenIdentifier < store[0]!) return 'old';
  return store.includes(tokenIdentifier) ? 'used' : 'fresh';
}

/** The store with a fresh identifier in the place of the smallest. */
export function rememberTokenIdentifier(store: TokenIdentifierStore, tokenIdentifier: number): TokenIdentifierStore {
  const kept = store.slice(1);
  const place = kept.findLastIndex((stored) => stored < tokenIdentifier) + 1;
  return kept.toSpliced(place, 0, tokenIdentifier);
}
