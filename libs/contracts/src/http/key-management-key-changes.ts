import { z } from 'zod';
import { supplyGroupCode } from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';
import { reason } from './text.js';

const tag = 'Vending key changes';
/** Administrators hand out roles: they decide on no key. */
const custodianAlone = { roles: ['custodian'], adminExcluded: true } as const;
const ofChange = z.object({ changeId: z.uuid() });
const changeState = z.enum(['awaiting-approval', 'done', 'refused', 'expired']);
const person = z.object({ subject: z.string(), username: z.string() });

export const vendingKeyChange = z
  .object({
    changeId: z.uuid(),
    vendingKeyId: z.uuid(),
    supplyGroupCode,
    change: z.enum(['retire', 'reactivate']),
    state: changeState,
    urgent: z.boolean(),
    reason: z.string().optional(),
    requestedBy: person,
    requestedAt: z.iso.datetime(),
    notBefore: z.iso.datetime().describe('approving it earlier is refused'),
    expiresAt: z.iso.datetime().describe('approving it later is refused'),
    decidedBy: person.optional(),
    decidedAt: z.iso.datetime().optional(),
    refusal: z.string().optional().describe('why it was refused'),
  })
  .meta({ id: 'VendingKeyChange', description: 'what one custodian has asked for, and another one decides on' });
export type VendingKeyChangeAnswer = Wire<typeof vendingKeyChange>;

const deciding = {
  method: 'POST',
  tag,
  access: custodianAlone,
  params: ofChange,
  answers: { 200: vendingKeyChange },
} as const;
const decisionErrors = [
  'key-management.key_change_unknown',
  'key-management.key_change_decided',
  'key-management.custodian_required',
] as const;

export const keyChangeEndpoints = {
  listVendingKeyChanges: endpoint({
    method: 'GET',
    path: '/v1/vending-key-changes',
    summary: 'What custodians have asked for, newest first',
    tag,
    access: { roles: ['custodian'] },
    query: pageQuery({ state: changeState.optional() }),
    answers: { 200: pageAnswer(vendingKeyChange) },
  }),
  readVendingKeyChange: endpoint({
    method: 'GET',
    path: '/v1/vending-key-changes/:changeId',
    summary: 'Read what was asked for, and what became of it',
    tag,
    access: { roles: ['custodian'] },
    params: ofChange,
    answers: { 200: vendingKeyChange },
    errors: ['key-management.key_change_unknown'],
  }),
  approveVendingKeyChange: endpoint({
    ...deciding,
    path: '/v1/vending-key-changes/:changeId/approve',
    summary: 'Do what another custodian has asked for',
    errors: [
      ...decisionErrors,
      'key-management.second_person_required',
      'key-management.key_change_too_early',
      'key-management.key_change_expired',
      'key-management.vending_key_transition',
      'key-management.vending_key_exists',
    ],
  }),
  refuseVendingKeyChange: endpoint({
    ...deciding,
    path: '/v1/vending-key-changes/:changeId/refuse',
    summary: 'Refuse what was asked for; whoever asked may take it back so',
    body: z.strictObject({ reason }),
    errors: decisionErrors,
  }),
} as const;
