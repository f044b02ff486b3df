import { CKA, CKK, CKO_SECRET_KEY, type Handle } from './library.js';
import { decrypt, encrypt, encryptBlock, hmac, random } from './token-operations.js';
import { unavailable } from './token-failure.js';
import type { OpenToken } from './open-token.js';

/** Keys and texts that are nobody's, and what any implementation makes of them. @source RFC 4231 test case 1; FIPS 81 example */
const HMAC_KEY = Buffer.concat([Buffer.alloc(20, 0x0b)], 32);
const HMAC_TEXT = Buffer.from('Hi There');
const HMAC_EXPECTED = 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7';
const DES_KEY = Buffer.from('0123456789abcdef'.repeat(3), 'hex');
const DES_TEXT = Buffer.from('4e6f772069732074', 'hex');
const DES_EXPECTED = '3fa40e8a984d4815';
const BLOCK_OCTETS = 16;

/** Has the token do what issuing takes, by keys that go with the session. @throws {NamedOutage} where something else comes out than must */
export function testToken(token: OpenToken): void {
  const digest = withKey(token, { keyType: CKK.GENERIC_SECRET, use: CKA.SIGN, value: HMAC_KEY }, (key) => hmac(token, key, HMAC_TEXT));
  if (digest.toString('hex') !== HMAC_EXPECTED) throw unavailable('the token’s HMAC-SHA-256 is wrong');
  const block = withKey(token, { keyType: CKK.DES3, use: CKA.ENCRYPT, value: DES_KEY }, (key) => encryptBlock(token, key, DES_TEXT));
  if (block.toString('hex') !== DES_EXPECTED) throw unavailable('the token’s DES is wrong');
  const [iv, data] = [random(token, BLOCK_OCTETS), random(token, BLOCK_OCTETS)];
  if (!decrypt(token, { iv, data: encrypt(token, { iv, data }) }).equals(data))
    throw unavailable('the token’s AES does not open what it sealed');
}

function withKey<T>(
  { library, session }: OpenToken,
  { keyType, use, value }: { readonly keyType: number; readonly use: number; readonly value: Buffer },
  work: (key: Handle) => T,
): T {
  const key = library.C_CreateObject(session, [
    { type: CKA.CLASS, value: CKO_SECRET_KEY },
    { type: CKA.KEY_TYPE, value: keyType },
    { type: CKA.TOKEN, value: false },
    { type: CKA.SENSITIVE, value: true },
    { type: CKA.EXTRACTABLE, value: false },
    { type: use, value: true },
    { type: CKA.VALUE, value },
  ]);
  try {
    return work(key);
  } finally {
    library.C_DestroyObject(session, key);
  }
}
