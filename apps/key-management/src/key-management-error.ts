import type { KeyManagementErrorCode } from '@openprepay/contracts/http/key-management';

export type { KeyManagementErrorCode } from '@openprepay/contracts/http/key-management';

/** The service's one error class. `code` is API and never renamed; `message` is for people and never holds key material or a token. */
export class KeyManagementError extends Error {
  override readonly name = 'KeyManagementError';
  constructor(
    readonly code: KeyManagementErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
