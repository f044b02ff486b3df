import { z } from 'zod';
import { baseDate, decoderKeyAlgorithm, keyExpiry, keyRevision, supplyGroupCode } from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';
import { vendingKeyChange } from './key-management-key-changes.js';
import { pageAnswer, pageQuery } from './page.js';
import { reason } from './text.js';

/** Fewer than two components would be one person's key; nobody splits a key among more than eight. */
const MIN_COMPONENTS = 2;
const MAX_COMPONENTS = 8;
/** More digits than any key has; what is too long for its own key gets a code that says so. */
const MAX_COMPONENT_DIGITS = 128;

const tag = 'Vending keys';
const custodian = { roles: ['custodian'] } as const;
const custodianOrEngineer = { roles: ['custodian', 'engineer'] } as const;
/** Administrators hand out roles: who may act on a key must not be theirs to choose and to be. */
const custodianAlone = { roles: ['custodian'], adminExcluded: true } as const;
const ofSupplyGroup = z.object({ supplyGroupCode });
const ofVendingKey = z.object({ vendingKeyId: z.uuid() });

/** 0 is a meter's initial key, which no vending key makes. */
const vendingKeyType = z.union([z.literal(1), z.literal(2), z.literal(3)]).describe('1 default, 2 unique, 3 common');
const vendingKeyState = z.enum(['draft', 'active', 'retiring', 'retired']);

const newVendingKey = z
  .strictObject({
    keyType: vendingKeyType,
    keyRevision,
    keyExpiry,
    baseDate,
    decoderKeyAlgorithm,
    components: z.int().min(MIN_COMPONENTS).max(MAX_COMPONENTS).optional().describe('how many custodians will each enter a part'),
    activeFrom: z.iso.datetime().optional().describe('it makes no token before; may lie behind'),
    issuedUntil: z.iso.datetime().optional().describe('it makes no token from then on: `key-management.key_issue_ended`'),
    generate: z.boolean().default(false).describe('the vault makes the key itself: say this or how many components'),
  })
  .refine(({ components, generate }) => generate !== (components !== undefined), {
    message: 'say either how many components, or generate: true',
    path: ['components'],
  })
  .refine(({ activeFrom, issuedUntil }) => !activeFrom || !issuedUntil || Date.parse(activeFrom) < Date.parse(issuedUntil), {
    message: 'a key ends after it begins',
    path: ['issuedUntil'],
  });

const vendingKeyFields = z.object({
  vendingKeyId: z.uuid(),
  supplyGroupCode,
  keyType: vendingKeyType,
  keyRevision,
  keyExpiry,
  baseDate,
  decoderKeyAlgorithm,
  state: vendingKeyState,
  ready: z.boolean().describe('whether it can make tokens now: it is in use, within the dates set for it, and its sealed value opens'),
  integrityFailedAt: z.iso.datetime().optional().describe('since when its sealed value does not open'),
  kcv: z.string().optional().describe('check value: all that anybody learns of the key’s own'),
  componentsEntered: z.int(),
  componentsExpected: z.int().describe('0 where the vault made the key'),
  createdAt: z.iso.datetime(),
  activatedAt: z.iso.datetime().optional(),
  activeFrom: z.iso.datetime().optional().describe('it makes no token before'),
  issuedUntil: z.iso.datetime().optional().describe('it makes no token from then on'),
  changedAt: z.iso.datetime(),
});
const vendingKey = vendingKeyFields.meta({ id: 'VendingKey' });
export type VendingKeyAnswer = Wire<typeof vendingKey>;

/** Unknown fields are left alone rather than named in an error: whatever a custodian mistypes may be key material. */
const newComponent = z.object({
  component: z.string().trim().max(MAX_COMPONENT_DIGITS).describe('hexadecimal, as on the custodian’s paper'),
});

const componentEntered = vendingKeyFields
  .extend({ componentKcv: z.string().describe('check value of the component that was entered, for comparing with the paper') })
  .meta({ id: 'ComponentEntered' });
export type ComponentEnteredAnswer = Wire<typeof componentEntered>;

const enteringComponent = {
  method: 'POST',
  tag,
  access: custodianAlone,
  body: newComponent,
  answers: { 200: componentEntered },
  errors: [
    'key-management.vending_key_unknown',
    'key-management.vending_key_not_draft',
    'key-management.custodian_required',
    'key-management.custodian_repeated',
    'key-management.credential_not_own',
    'key-management.credential_too_new',
    'key-management.component_format',
    'key-management.component_length',
    'key-management.component_weak',
    'key-management.key_weak',
    'key-management.key_parity',
    'key-management.wrapped_key_invalid',
    'key-management.security_module_full',
  ],
} as const;

const recordedReason = reason.optional().describe('for the record');
/** A body is optional. */
const askedChange = z.strictObject({ reason: recordedReason }).default({});
const askedRetirement = z
  .strictObject({
    reason: recordedReason,
    urgent: z.boolean().default(false).describe('the key is compromised: no delay, however lately it was in use; still two people'),
  })
  .default({ urgent: false });

export const vendingKeyEndpoints = {
  createVendingKey: endpoint({
    method: 'POST',
    path: '/v1/supply-groups/:supplyGroupCode/vending-keys',
    summary: 'Open a vending key: a draft for its custodians, or one that the vault generates (custodians only)',
    tag,
    access: custodian,
    params: ofSupplyGroup,
    body: newVendingKey,
    answers: { 201: vendingKey },
    errors: [
      'key-management.supply_group_unknown',
      'key-management.vending_key_exists',
      'key-management.custodian_required',
      'key-management.algorithms_incompatible',
      'key-management.security_module_full',
    ],
  }),
  listVendingKeysOfSupplyGroup: endpoint({
    method: 'GET',
    path: '/v1/supply-groups/:supplyGroupCode/vending-keys',
    summary: 'List the vending keys of a supply group',
    tag,
    access: custodianOrEngineer,
    params: ofSupplyGroup,
    query: pageQuery({}),
    answers: { 200: pageAnswer(vendingKey) },
  }),
  listVendingKeys: endpoint({
    method: 'GET',
    path: '/v1/vending-keys',
    summary: 'List vending keys',
    tag,
    access: custodianOrEngineer,
    query: pageQuery({ supplyGroupCode: supplyGroupCode.optional(), state: vendingKeyState.optional() }),
    answers: { 200: pageAnswer(vendingKey) },
  }),
  readVendingKey: endpoint({
    method: 'GET',
    path: '/v1/vending-keys/:vendingKeyId',
    summary: 'Read a vending key: everything but its value',
    tag,
    access: custodianOrEngineer,
    params: ofVendingKey,
    answers: { 200: vendingKey },
    errors: ['key-management.vending_key_unknown'],
  }),
  enterComponent: endpoint({
    ...enteringComponent,
    path: '/v1/vending-keys/:vendingKeyId/components',
    summary: 'Enter one custodian’s component; the last one activates the key',
    params: ofVendingKey,
  }),
  enterComponentOfSupplyGroup: endpoint({
    ...enteringComponent,
    path: '/v1/supply-groups/:supplyGroupCode/vending-keys/:vendingKeyId/components',
    summary: 'Enter a component, where the key is the supply group’s',
    params: ofSupplyGroup.extend(ofVendingKey.shape),
  }),
  beginRetiringVendingKey: endpoint({
    method: 'POST',
    path: '/v1/vending-keys/:vendingKeyId/retiring',
    summary: 'Begin to replace a key: its meters change to another revision and are served until they have',
    tag,
    access: custodianAlone,
    params: ofVendingKey,
    answers: { 200: vendingKey },
    errors: ['key-management.vending_key_unknown', 'key-management.vending_key_transition', 'key-management.custodian_required'],
  }),
  retireVendingKey: endpoint({
    method: 'POST',
    path: '/v1/vending-keys/:vendingKeyId/retire',
    summary: 'Ask for a key to be taken out of use (202: a second custodian decides), or abandon a draft (200)',
    tag,
    access: custodianAlone,
    params: ofVendingKey,
    body: askedRetirement,
    answers: { 202: vendingKeyChange, 200: vendingKey },
    errors: [
      'key-management.vending_key_unknown',
      'key-management.vending_key_transition',
      'key-management.key_change_pending',
      'key-management.custodian_required',
    ],
  }),
  reactivateVendingKey: endpoint({
    method: 'POST',
    path: '/v1/vending-keys/:vendingKeyId/reactivate',
    summary: 'Ask for a retiring or retired key to be taken into use again (202: a second custodian decides)',
    tag,
    access: custodianAlone,
    params: ofVendingKey,
    body: askedChange,
    answers: { 202: vendingKeyChange, 200: vendingKey },
    errors: [
      'key-management.vending_key_unknown',
      'key-management.vending_key_transition',
      'key-management.key_change_pending',
      'key-management.custodian_required',
    ],
  }),
} as const;
