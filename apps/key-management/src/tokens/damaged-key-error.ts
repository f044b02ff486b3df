import { KeyManagementError } from '../key-management-error.js';

/** A key's sealed value did not open. No answer to a sale: it is set aside, asked for again, and answered once the key is restored. */
export class DamagedKeyError extends KeyManagementError {
  constructor(
    readonly vendingKeyId: string,
    cause: KeyManagementError,
  ) {
    super('key-management.wrapped_key_invalid', cause.message, { cause });
  }
}

/** As `work`; where the key does not open, the error says which one it is. @throws {DamagedKeyError} */
export async function withKey<T>(vendingKeyId: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof KeyManagementError && error.code === 'key-management.wrapped_key_invalid')
      throw new DamagedKeyError(vendingKeyId, error);
    throw error;
  }
}
