import { type EncryptionAlgorithm } from '../cipher/token-cipher.js';
import { type KeyChangeToken } from '../key-change-token.js';
import { type KeyType, isKeyTypeChangePermitted } from '../keys/key-type.js';
import { type Execution, type KeyChangePart } from './acceptance.js';
import { type MeterState, type PendingKeyChange } from './meter-state.js';
import { newTokenIdentifierStore } from './token-identifier-store.js';

/** How long a meter keeps the sections of a key change that has not come whole: about ten minutes. */
export const KEY_CHANGE_TIME_LIMIT_MS = 600_000;

type Section<Kind extends KeyChangeToken['kind']> = Extract<KeyChangeToken, { readonly kind: Kind }>;

const PARTS = {
  'key-change-section-1': 'section-1',
  'key-change-section-2': 'section-2',
  'key-change-section-3': 'section-3',
  'key-change-section-4': 'section-4',
  'key-change-supply-group': 'supply-group',
} as const satisfies Record<KeyChangeToken['kind'], KeyChangePart>;

/**
 * Keeps a section, and changes the key once all are there, in whatever order they came. A section entered
 * again replaces the earlier one. The old key stays until then.
 *
 * @source IEC 62055-41 7.3.6.4 and the following
 */
export function executeKeyChange(state: MeterState, token: KeyChangeToken, now: Date): Execution {
  if (token.kind === 'key-change-section-1' && !isKeyTypeChangePermitted(state.keyType, token.keyType)) return { refusal: 'key-type' };
  const pending = stillPending(state.pendingKeyChange, now);
  const sections = [...(pending?.sections ?? []).filter((section) => section.kind !== token.kind), token];
  const missing = missingParts(sections, state.encryptionAlgorithm);
  if (missing.length > 0) {
    const startedAtMs = pending?.startedAtMs ?? now.getTime();
    return {
      state: { ...state, pendingKeyChange: { startedAtMs, sections } },
      effect: { kind: 'key-change-section-kept', part: PARTS[token.kind], missing },
    };
  }
  return changeKey(state, sections);
}

function stillPending(pending: PendingKeyChange | undefined, now: Date): PendingKeyChange | undefined {
  return pending && now.getTime() - pending.startedAtMs <= KEY_CHANGE_TIME_LIMIT_MS ? pending : undefined;
}

/** Without section 1 a meter with a 64-bit key cannot know whether a supply group token belongs to the set. */
function missingParts(sections: readonly KeyChangeToken[], algorithm: EncryptionAlgorithm): readonly KeyChangePart[] {
  const here = new Set<KeyChangePart>(sections.map((section) => PARTS[section.kind]));
  const hasSupplyGroup = find(sections, 'key-change-section-1')?.hasSupplyGroupToken === true;
  const needed: readonly KeyChangePart[] =
    algorithm === 'EA11'
      ? ['section-1', 'section-2', 'section-3', 'section-4']
      : ['section-1', 'section-2', ...(hasSupplyGroup ? (['supply-group'] as const) : [])];
  return needed.filter((part) => !here.has(part));
}

function changeKey(state: MeterState, sections: readonly KeyChangeToken[]): Execution {
  const first = find(sections, 'key-change-section-1')!;
  const second = find(sections, 'key-change-section-2')!;
  const third = find(sections, 'key-change-section-3');
  const fourth = find(sections, 'key-change-section-4');
  const words = [first.keyPart, ...(third && fourth ? [third.keyPart, fourth.keyPart] : []), second.keyPart];
  const keyExpiry = (first.keyExpiryHigh << 4) | second.keyExpiryLow;
  const keyType: KeyType = first.keyType;
  return {
    state: {
      ...state,
      decoderKey: words.map((word) => word.toString(16).toUpperCase().padStart(8, '0')).join(''),
      keyType,
      keyRevision: first.keyRevision,
      keyExpiry: state.keyExpiry === undefined ? undefined : keyExpiry,
      tariffIndex: second.tariffIndex,
      supplyGroupCode: supplyGroupOf(sections, first.hasSupplyGroupToken) ?? state.supplyGroupCode,
      tokenIdentifiers: first.rollover ? newTokenIdentifierStore(0, state.tokenIdentifiers.length) : state.tokenIdentifiers,
      pendingKeyChange: undefined,
    },
    effect: { kind: 'key-changed', keyRevision: first.keyRevision, rollover: first.rollover },
  };
}

/** A two-token set brings no supply group code: such a meter keeps what it was told at the factory. */
function supplyGroupOf(sections: readonly KeyChangeToken[], hasSupplyGroupToken: boolean): string | undefined {
  const third = find(sections, 'key-change-section-3');
  const fourth = find(sections, 'key-change-section-4');
  if (third && fourth) return String((fourth.supplyGroupHigh << 12) | third.supplyGroupLow).padStart(6, '0');
  return hasSupplyGroupToken ? find(sections, 'key-change-supply-group')?.supplyGroupCode : undefined;
}

function find<Kind extends KeyChangeToken['kind']>(sections: readonly KeyChangeToken[], kind: Kind): Section<Kind> | undefined {
  return sections.find((section): section is Section<Kind> => section.kind === kind);
}
