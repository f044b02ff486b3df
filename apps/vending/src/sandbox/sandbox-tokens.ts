import type { KeyChangeToken } from '@openprepay/contracts/key-management';
import type { Commodity } from '@openprepay/contracts/wire';
import type { CreditTenths } from '@openprepay/quantities';
import { encodeCreditToken, encodeKeyChangeSet, prepareCipher, tokenIdentifierAt } from '@openprepay/sts';

const BASE_DATE = 2014;
/** Everybody knows it, and the sample tables beside it: no meter in the field takes what it makes. */
const SANDBOX_KEY = new Uint8Array(8);
const cipher = prepareCipher({ algorithm: 'EA07', decoderKey: SANDBOX_KEY });

export interface SandboxCredit {
  readonly commodity: Commodity;
  readonly amountTenths: CreditTenths;
  readonly at: Date;
}

/** Twenty digits that look like credit. Two of one meter, amount and minute may be the same. */
export function sandboxToken({ commodity, amountTenths, at }: SandboxCredit): { readonly token: string; readonly tokenIdentifier: number } {
  const tokenIdentifier = tokenIdentifierAt(at, BASE_DATE);
  return { token: encodeCreditToken({ commodity, random: 0, tokenIdentifier, amountTenths }, cipher), tokenIdentifier };
}

/** A set of two that looks like another key. */
export function sandboxKeyChangeTokens(): readonly KeyChangeToken[] {
  const set = encodeKeyChangeSet(
    {
      newDecoderKey: SANDBOX_KEY,
      currentKeyType: 2,
      keyType: 2,
      keyRevision: 2,
      keyExpiry: 255,
      supplyGroupCode: '000001',
      tariffIndex: '01',
      rollover: false,
    },
    cipher,
  );
  return set.map((token, nth) => ({ token, part: nth + 1, parts: set.length }));
}
