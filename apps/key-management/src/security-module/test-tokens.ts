import { type StaTables, decodeToken, encodeToken, prepareCipher, wipeCipher } from '@openprepay/sts';

/** A decoder key that is nobody's, of the worked example. */
const TEST_KEY_HEX = '13497690c099d84f3b3421a8794b6753';
const FIELDS = { kind: 'credit', commodity: 'electricity', random: 5, tokenIdentifier: 0x619d4c, amountTenths: 256n } as const;
/** What any implementation makes of it. */
const EA11_TOKEN = '49038946387998315634';

/** Makes a token by each algorithm, as is done for every sale. @throws {Error} where another one comes out than must */
export function testTokens(tables: StaTables | undefined): void {
  if (made('EA11', tables) !== EA11_TOKEN) throw new Error('the self-test made another EA11 token than it must');
  // What it must be depends on licensed tables: that it opens again is what can be told of any.
  made('EA07', tables);
}

function made(algorithm: 'EA07' | 'EA11', tables: StaTables | undefined): string {
  const cipher = prepareCipher({
    algorithm,
    decoderKey: Buffer.from(TEST_KEY_HEX, 'hex').subarray(0, algorithm === 'EA07' ? 8 : 16),
    tables,
  });
  try {
    const token = encodeToken(FIELDS, cipher);
    const opened = decodeToken(token, cipher);
    if (opened.kind !== 'credit' || opened.amountTenths !== FIELDS.amountTenths) throw new Error(`an ${algorithm} token does not open`);
    return token;
  } finally {
    wipeCipher(cipher);
  }
}
