import { StsError } from '../sts-error.js';

/**
 * Joins the components of a key by exclusive-or: only all of them together are the key.
 *
 * @throws {StsError} `sts.key_length` without a component, or unless all are of one length
 */
export function combineComponents(components: readonly Uint8Array[]): Uint8Array {
  if (!Array.isArray(components) || !components.every((component) => component instanceof Uint8Array)) {
    throw new TypeError('components are an array of Uint8Array');
  }
  const [first] = components;
  if (!first || first.length === 0 || components.some((component) => component.length !== first.length)) {
    throw new StsError('sts.key_length', 'components are at least one, and all of one length');
  }
  const key = new Uint8Array(first.length);
  for (const component of components) component.forEach((octet, index) => (key[index]! ^= octet));
  return key;
}

/** Whether every octet has an odd number of one bits, as every genuine DES key has. */
export function hasOddParity(key: Uint8Array): boolean {
  return key.every(isOdd);
}

/** The same key with the lowest bit of each octet set so that its parity is odd. */
export function withOddParity(key: Uint8Array): Uint8Array {
  return key.map((octet) => (isOdd(octet) ? octet : octet ^ 1));
}

function isOdd(octet: number): boolean {
  let bits = octet;
  bits ^= bits >>> 4;
  bits ^= bits >>> 2;
  bits ^= bits >>> 1;
  return (bits & 1) === 1;
}
