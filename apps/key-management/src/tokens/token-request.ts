import { hash } from 'node:crypto';
import type { EventData } from '@openprepay/contracts/event';
import type { TokenRequestCancelled, TokenRequested } from '@openprepay/contracts/vending';

/** What a sale or an order asks the vault for: which meter, and what its tokens are to say. */
export type TokenRequest = EventData<typeof TokenRequested>;

/** What takes it back. */
export type CancelledRequest = EventData<typeof TokenRequestCancelled>;

/** What decides the tokens, whenever it was asked or taken back. */
export type AskedTokens = Omit<TokenRequest, 'requestedAt'>;

/**
 * A digest of everything that decides the tokens. The same request id with another digest is another sale under a used
 * number: answering it with the first one's tokens would credit the wrong meter or amount.
 */
export function digestOf(request: AskedTokens): Buffer {
  const { meterNumber, meterPan, supplyGroupCode, keyType, keyRevision, tariffIndex } = request;
  const { encryptionAlgorithm, decoderKeyAlgorithm, baseDate, tokens } = request;
  const wanted = tokens.map(({ kind, commodity, amountTenths, value }) => {
    const said = [kind, commodity, amountTenths.toString()];
    return value === undefined ? said : [...said, value];
  });
  const meter = [
    meterNumber,
    meterPan,
    supplyGroupCode,
    keyType,
    keyRevision,
    tariffIndex,
    encryptionAlgorithm,
    decoderKeyAlgorithm,
    baseDate,
  ];
  return hash('sha256', JSON.stringify([meter, wanted]), 'buffer');
}

/** One request per id, in order: a repetition within a batch gets the answer of the first. */
export function distinctRequests<Request extends AskedTokens>(requests: readonly Request[]): readonly Request[] {
  const seen = new Set<string>();
  return requests.filter(({ requestId }) => !seen.has(requestId) && seen.add(requestId));
}
