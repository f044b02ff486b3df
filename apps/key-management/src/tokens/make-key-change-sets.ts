import type { EncryptionAlgorithm } from '@openprepay/contracts/wire';
import type { ChangingMeter, KeyHandle, SecurityModule } from '../security-module/security-module.js';
import { type Refusal, refusalOf } from './refusal.js';

/** A key change that has both its keys; only the encryption is left. */
export interface PlannedSet {
  readonly requestId: string;
  readonly from: KeyHandle;
  readonly to: KeyHandle;
  readonly meter: ChangingMeter;
}

/** A set as it was made, or why the module could not make it. */
export type MadeSet =
  | { readonly fromKeyId: string; readonly toKeyId: string; readonly tokens: readonly string[]; readonly encryptedBy: EncryptionAlgorithm }
  | { readonly refused: Refusal };

/**
 * Has the security module make the sets of many key changes: one call per pair of vending keys. Where a call fails for a reason that can
 * be told, each of its sets is tried alone, so that one cannot spoil the others' answers.
 *
 * @returns by request id
 * @throws {KeyManagementError} `key-management.wrapped_key_invalid` where a key does not open: that is no answer to anybody
 * @throws whatever is a bug or an outage of the module
 */
export async function makeKeyChangeSets(module: SecurityModule, planned: readonly PlannedSet[]): Promise<ReadonlyMap<string, MadeSet>> {
  const made = new Map<string, MadeSet>();
  for (const group of groupByKeys(planned)) {
    for (const [requestId, set] of await makeGroup(module, group)) made.set(requestId, set);
  }
  return made;
}

async function makeGroup(module: SecurityModule, group: readonly PlannedSet[]): Promise<readonly (readonly [string, MadeSet])[]> {
  const [first] = group;
  if (!first) return [];
  const { from, to } = first;
  try {
    const sets = await module.issueKeyChangeSets({ from, to, meters: group.map(({ meter }) => meter) });
    const keys = { fromKeyId: from.label.vendingKeyId, toKeyId: to.label.vendingKeyId };
    return group.map(({ requestId, meter }, index) => [
      requestId,
      { ...keys, tokens: sets[index]!, encryptedBy: meter.encryptionAlgorithm },
    ]);
  } catch (error) {
    const refused = refusalOf(error);
    // a damaged key is an outage of that key, never an answer
    if (!refused || refused.code === 'key-management.wrapped_key_invalid') throw error;
    if (group.length === 1) return [[first.requestId, { refused }]];
    const alone: (readonly [string, MadeSet])[] = [];
    for (const one of group) alone.push(...(await makeGroup(module, [one])));
    return alone;
  }
}

function groupByKeys(planned: readonly PlannedSet[]): Iterable<readonly PlannedSet[]> {
  const groups = new Map<string, PlannedSet[]>();
  for (const one of planned) {
    const keys = `${one.from.label.vendingKeyId}/${one.to.label.vendingKeyId}`;
    const group = groups.get(keys);
    if (group) group.push(one);
    else groups.set(keys, [one]);
  }
  return groups.values();
}
