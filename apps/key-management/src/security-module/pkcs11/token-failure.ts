import { NamedOutage } from '@openprepay/contracts/coded';
import { KeyManagementError, type KeyManagementErrorCode } from '../../key-management-error.js';
import type { Pkcs11Failure } from './library.js';

const PIN_REFUSED: ReadonlyMap<number, string> = new Map([
  [0xa0, 'the token refuses the PIN of PKCS11_PIN_FILE: it is not tried again until the file changes, lest the token lock itself'],
  [0xa1, 'the token takes no PIN such as that of PKCS11_PIN_FILE'],
  [0xa2, 'the token takes no PIN of the length of that in PKCS11_PIN_FILE'],
  [0xa3, 'the PIN of PKCS11_PIN_FILE has expired'],
  [0xa4, 'the token has locked itself after wrong PINs: its security officer must unlock it'],
  [0x102, 'the token has no user PIN yet: initialise it'],
]);

/** CKR_DEVICE_MEMORY: there is no room for another key. */
const TOKEN_FULL = 0x31;

/** What a lost session, token or object looks like: opening all anew may help. */
const LOST: ReadonlySet<number> = new Set([
  0x03, // CKR_SLOT_ID_INVALID
  0x05, // CKR_GENERAL_ERROR
  0x06, // CKR_FUNCTION_FAILED
  0x30, // CKR_DEVICE_ERROR
  0x32, // CKR_DEVICE_REMOVED
  0x60, // CKR_KEY_HANDLE_INVALID
  0x82, // CKR_OBJECT_HANDLE_INVALID
  0x90, // CKR_OPERATION_ACTIVE
  0x91, // CKR_OPERATION_NOT_INITIALIZED
  0xb0, // CKR_SESSION_CLOSED
  0xb3, // CKR_SESSION_HANDLE_INVALID
  0xe0, // CKR_TOKEN_NOT_PRESENT
  0xe1, // CKR_TOKEN_NOT_RECOGNIZED
  0x101, // CKR_USER_NOT_LOGGED_IN
  0x190, // CKR_CRYPTOKI_NOT_INITIALIZED
]);

export const isLost = ({ code }: Pkcs11Failure): boolean => LOST.has(code);
export const isPinRefused = ({ code }: Pkcs11Failure): boolean => PIN_REFUSED.has(code);

type OutageCode = Extract<KeyManagementErrorCode, `key-management.security_module_${string}`>;

export const unavailable = (message: string, cause?: unknown): NamedOutage<OutageCode> =>
  new NamedOutage('key-management.security_module_unavailable', message, { cause });

/** What a failure of the library means here: a refusal where a caller can act on it, else an outage with a name. */
export function failureOf(failure: Pkcs11Failure): Error {
  const pin = PIN_REFUSED.get(failure.code);
  if (pin !== undefined) return new NamedOutage<OutageCode>('key-management.security_module_pin_refused', pin, { cause: failure });
  if (failure.code === TOKEN_FULL) {
    return new KeyManagementError('key-management.security_module_full', 'the token has no room for another key', { cause: failure });
  }
  return unavailable(`the token does not do what it is asked for (PKCS#11 0x${failure.code.toString(16)})`, failure);
}
