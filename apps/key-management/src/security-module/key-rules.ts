import { type DecoderKeyAlgorithm, hasOddParity, vendingKeyLength, withOddParity } from '@openprepay/sts/keys';
import { KeyManagementError } from '../key-management-error.js';

const HEX = /^(?:[0-9a-f]{2})+$/i;

/** Weak and semi-weak DES keys with odd parity: encrypting twice, with one or with a pair, gives the text back. */
const WEAK_DES_KEYS: ReadonlySet<string> = new Set([
  '0101010101010101',
  'fefefefefefefefe',
  '1f1f1f1f0e0e0e0e',
  'e0e0e0e0f1f1f1f1',
  '011f011f010e010e',
  '1f011f010e010e01',
  '01e001e001f101f1',
  'e001e001f101f101',
  '01fe01fe01fe01fe',
  'fe01fe01fe01fe01',
  '1fe01fe00ef10ef1',
  'e01fe01ff10ef10e',
  '1ffe1ffe0efe0efe',
  'fe1ffe1ffe0efe0e',
  'e0fee0fef1fef1fe',
  'fee0fee0fef1fef1',
]);

/**
 * Reads one custodian's component.
 *
 * @returns the octets; the caller overwrites them after use
 * @throws {KeyManagementError} `…component_format`, `…component_length`, `…component_weak` (zeros or ones only
 * add nothing that the others do not know). Messages never repeat the component
 */
export function parseComponent(algorithm: DecoderKeyAlgorithm, componentHex: string): Uint8Array {
  if (!HEX.test(componentHex)) throw new KeyManagementError('key-management.component_format', 'a component is written in hexadecimal');
  const octets = vendingKeyLength(algorithm);
  if (componentHex.length !== octets * 2) {
    throw new KeyManagementError('key-management.component_length', `a component of a ${algorithm} key has ${octets * 2} digits`);
  }
  const component = Buffer.from(componentHex, 'hex');
  if (isConstant(component)) {
    component.fill(0);
    throw new KeyManagementError('key-management.component_weak', 'a component of zeros or ones only leaves the key to the others');
  }
  return component;
}

/**
 * Refuses keys that anybody would try first, DES keys that DES is weak with, and DES keys whose parity shows a
 * mistyped component: DKGA02 takes the parity bits into its last step, so a wrong one makes wrong tokens.
 *
 * @throws {KeyManagementError} `…key_weak`, `…key_parity`
 */
export function checkVendingKey(algorithm: DecoderKeyAlgorithm, key: Uint8Array): void {
  if (isConstant(key)) throw new KeyManagementError('key-management.key_weak', 'the components make a key of zeros or ones only');
  if (algorithm !== 'DKGA02') return;
  if (WEAK_DES_KEYS.has(Buffer.from(withOddParity(key)).toString('hex'))) {
    throw new KeyManagementError('key-management.key_weak', 'the components make a key that DES is weak with');
  }
  if (!hasOddParity(key)) {
    throw new KeyManagementError('key-management.key_parity', 'the components do not make a DES key: its parity is wrong');
  }
}

/** Zeros only or ones only. */
function isConstant(octets: Uint8Array): boolean {
  return octets.every((octet) => octet === 0x00) || octets.every((octet) => octet === 0xff);
}
