import type { KeyHandle, MeterTokens, SecurityModule } from '../security-module/security-module.js';
import { DamagedKeyError, withKey } from './damaged-key-error.js';
import { type Refusal, refusalOf } from './refusal.js';
import type { TokenRequest } from './token-request.js';

/** A request that has its key and its identifiers; only the encryption is left. */
export interface PlannedRequest {
  readonly request: TokenRequest;
  readonly key: KeyHandle;
  readonly identifiers: readonly number[];
}

/** The digits of a planned request's tokens, or why the module could not make them. */
export type MadeTokens = { readonly tokens: readonly string[] } | { readonly refused: Refusal };

/**
 * Has the security module encrypt the tokens of many requests: one call per vending key. Where a call fails for a reason
 * that can be told, each of its requests is tried alone, so that one cannot spoil the others' answers.
 *
 * @throws {DamagedKeyError} where a key does not open: that is no answer to anybody
 * @throws whatever is a bug or an outage of the module
 */
export async function makeTokens(module: SecurityModule, planned: readonly PlannedRequest[]): Promise<ReadonlyMap<string, MadeTokens>> {
  const made = new Map<string, MadeTokens>();
  for (const group of groupByKey(planned)) {
    for (const [requestId, tokens] of await makeGroup(module, group)) made.set(requestId, tokens);
  }
  return made;
}

async function makeGroup(module: SecurityModule, group: readonly PlannedRequest[]): Promise<readonly (readonly [string, MadeTokens])[]> {
  const [first] = group;
  if (!first) return [];
  try {
    const answers = await withKey(first.key.label.vendingKeyId, () => module.issueTokens(first.key, group.map(tokensOf)));
    return group.map(({ request }, index) => [request.requestId, { tokens: answers[index]! }]);
  } catch (error) {
    if (error instanceof DamagedKeyError) throw error;
    const refused = refusalOf(error);
    if (!refused) throw error;
    if (group.length === 1) return [[first.request.requestId, { refused }]];
    const alone: (readonly [string, MadeTokens])[] = [];
    for (const one of group) alone.push(...(await makeGroup(module, [one])));
    return alone;
  }
}

function groupByKey(planned: readonly PlannedRequest[]): Iterable<readonly PlannedRequest[]> {
  const groups = new Map<string, PlannedRequest[]>();
  for (const one of planned) {
    const group = groups.get(one.key.label.vendingKeyId);
    if (group) group.push(one);
    else groups.set(one.key.label.vendingKeyId, [one]);
  }
  return groups.values();
}

const tokensOf = ({ request, identifiers }: PlannedRequest): MeterTokens => ({
  meter: { meterPan: request.meterPan, tariffIndex: request.tariffIndex, encryptionAlgorithm: request.encryptionAlgorithm },
  tokens: request.tokens.map(({ kind, commodity, amountTenths, value = 0 }, index) => {
    const tokenIdentifier = identifiers[index]!;
    return kind === 'credit' ? { kind, commodity, amountTenths, tokenIdentifier } : { kind, value, tokenIdentifier };
  }),
});
