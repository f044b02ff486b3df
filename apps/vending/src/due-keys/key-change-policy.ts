import type { KeyChangePolicyAnswer } from '@openprepay/contracts/http/vending-key-changes';

/** What a sale does about a meter whose key is retiring or has expired. */
export type KeyChangePolicy = KeyChangePolicyAnswer;
export type KeyChangeMode = KeyChangePolicy['mode'];

export const DEFAULT_MODE: KeyChangeMode = 'with-next-vend';
