import type { IssuedToken, TokenKind } from '@openprepay/contracts/key-management';
import type { Commodity } from '@openprepay/contracts/wire';
import type { TokenRequest } from './token-request.js';

/** A token as the vault remembers it. */
export interface StoredToken extends IssuedToken {
  readonly kind: TokenKind;
  readonly commodity: Commodity;
}

/**
 * The vault's one answer to a request, for good: whoever asks again is told the same, also that it was refused, because
 * the sale has been called off since.
 */
export type TokenAnswer =
  | {
      readonly outcome: 'issued';
      readonly request: AnsweredRequest;
      readonly vendingKeyId: string;
      readonly tokens: readonly StoredToken[];
      readonly sampleTables: boolean;
      readonly answeredAt: Date;
    }
  | {
      readonly outcome: 'refused';
      readonly request: AnsweredRequest;
      readonly refusal: { readonly code: string; readonly reason: string };
      readonly answeredAt: Date;
    };

/** What is remembered of a request: how its meter was described, and the digest that tells it from another. */
export type AnsweredRequest = Omit<TokenRequest, 'tokens' | 'requestedAt'> & { readonly digest: Buffer };
