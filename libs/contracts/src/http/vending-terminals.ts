import { z } from 'zod';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';
import { replayedHeader } from './vending-values.js';
import { ofVendor } from './vending-vendors.js';
import { oneLine } from './text.js';

export const MAX_OUTLET_NAME_LENGTH = 100;
export const MAX_CHOSEN_SECRET_LENGTH = 128;
/** Terminals of an outlet that the list of outlets shows. */
export const MAX_TERMINALS_SHOWN = 100;

/** PEM of a signing request. */
export const MAX_TILL_CSR_LENGTH = 8_192;
/** As long as a common name may be. */
const CLIENT_ID = /^[A-Za-z0-9._@:/-]{1,64}$/;

export const terminalCertificateErrors = {
  'vending.csr_invalid': 400,
  'vending.csr_name_mismatch': 400,
  'vending.csr_key_weak': 400,
  'vending.no_till_authority': 409,
} as const;
const terminalCertificateErrorCodes = Object.keys(terminalCertificateErrors) as (keyof typeof terminalCertificateErrors)[];

const tag = 'Terminals';
const operator = { roles: ['operator'] } as const;
/** Whoever hands out accounts is nobody's second person. */
const lets = { roles: ['engineer'], adminExcluded: true } as const;
const ofOutlet = z.object({ outletId: z.uuid() });
const ofTerminal = z.object({ terminalId: z.uuid() });
const named = z.strictObject({ name: oneLine(MAX_OUTLET_NAME_LENGTH) });

/** A sandbox's terminals may be called as their makers like. */
const newTerminalBody = named.extend({
  terminalId: z
    .string()
    .regex(/^[A-Za-z0-9._@-]{1,64}$/)
    .optional()
    .describe('of a sandbox alone: what it signs in as'),
  secret: z.string().min(1).max(MAX_CHOSEN_SECRET_LENGTH).optional().describe('of a sandbox alone: its password'),
});

const outlet = z
  .object({ outletId: z.uuid(), vendorId: z.uuid(), name: z.string(), createdAt: z.iso.datetime() })
  .meta({ id: 'Outlet', description: 'where a vendor sells' });
export type OutletAnswer = Wire<typeof outlet>;

const terminalCertificate = z
  .object({
    serial: z.string(),
    clientId: z.string().describe('its common name, and the clientID of every message that comes with it'),
    issuedAt: z.iso.datetime(),
    issuedBy: z.string(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'TerminalCertificate', description: 'what a till shows for itself in place of its secret, at the gateway’s own TLS' });
export type TerminalCertificateAnswer = Wire<typeof terminalCertificate>;

const newCertificate = terminalCertificate
  .extend({
    certificate: z.string().describe('PEM'),
    authority: z.string().describe('PEM of who has signed it'),
  })
  .meta({ id: 'NewTerminalCertificate' });
export type NewTerminalCertificateAnswer = Wire<typeof newCertificate>;

const newCertificateBody = z.strictObject({
  csr: z.string().min(1).max(MAX_TILL_CSR_LENGTH).describe('a request to sign in PEM (PKCS #10); its one common name is the clientId'),
  clientId: z
    .string()
    .regex(CLIENT_ID)
    .optional()
    .describe('what the till’s messages call their client (`clientID`); the terminal’s id unless given'),
});

const terminal = z
  .object({
    terminalId: z.uuid().describe('what it signs in as'),
    outletId: z.uuid(),
    vendorId: z.uuid(),
    name: z.string(),
    signsInAs: z.string().optional().describe('what was chosen for it, in a sandbox'),
    createdAt: z.iso.datetime(),
    createdBy: z.string(),
    revokedAt: z.iso.datetime().optional(),
    revokedBy: z.string().optional(),
    engineeringAllowedAt: z.iso.datetime().optional().describe('since when it may order engineering tokens; absent: it may not'),
    engineeringAllowedBy: z.string().optional(),
    certificate: terminalCertificate.optional().describe('the newest that is not revoked; it may be past its end'),
  })
  .meta({ id: 'Terminal', description: 'a till of an outlet; it sells out of its vendor’s float' });
export type TerminalAnswer = Wire<typeof terminal>;

const newTerminal = terminal
  .extend({ secret: z.string().describe('its password. Told this once: only a hash of it is kept') })
  .meta({ id: 'NewTerminal' });
export type NewTerminalAnswer = Wire<typeof newTerminal>;

const outletWithTerminals = outlet
  .extend({
    terminals: z
      .array(terminal)
      .max(MAX_TERMINALS_SHOWN)
      .describe('those that were set up first, whether they are revoked or not; the list of terminals has all, `?outletId=`'),
  })
  .meta({ id: 'OutletWithTerminals' });
export type OutletWithTerminalsAnswer = Wire<typeof outletWithTerminals>;

export const terminalEndpoints = {
  createOutlet: endpoint({
    method: 'POST',
    path: '/v1/vendors/:vendorId/outlets',
    summary: 'Open an outlet of a vendor; the same name again is the same outlet',
    tag,
    access: operator,
    params: ofVendor,
    body: named,
    answers: { 201: outlet },
    answerHeaders: z.object(replayedHeader),
    errors: ['vending.vendor_unknown', 'vending.staff_required'],
  }),
  listOutlets: endpoint({
    method: 'GET',
    path: '/v1/vendors/:vendorId/outlets',
    summary: 'List a vendor’s outlets with their terminals in the order in which they were opened; a vendor’s user sees its own',
    tag,
    access: { roles: ['operator', 'clerk', 'vendor'] },
    params: ofVendor,
    query: pageQuery({}),
    answers: { 200: pageAnswer(outletWithTerminals) },
    errors: ['vending.vendor_required', 'vending.vendor_not_yours', 'vending.vendor_unknown'],
  }),
  createTerminal: endpoint({
    method: 'POST',
    path: '/v1/outlets/:outletId/terminals',
    summary: 'Set up a terminal; its secret is in this answer and nowhere else',
    tag,
    access: operator,
    params: ofOutlet,
    body: newTerminalBody,
    answers: { 201: newTerminal },
    errors: ['vending.outlet_unknown', 'vending.staff_required', 'vending.sandbox_required', 'vending.terminal_name_taken'],
  }),
  revokeTerminal: endpoint({
    method: 'POST',
    path: '/v1/terminals/:terminalId/revoke',
    summary: 'Take a terminal’s sign-in away, from its next request on; one that is revoked stays so',
    tag,
    access: operator,
    params: ofTerminal,
    answers: { 200: terminal },
    errors: ['vending.terminal_unknown', 'vending.staff_required'],
  }),
  certifyTerminal: endpoint({
    method: 'POST',
    path: '/v1/terminals/:terminalId/certificate',
    summary: 'Sign a certificate for a terminal; the one that it comes by stays in force until it has come by a new one',
    tag,
    access: operator,
    params: ofTerminal,
    body: newCertificateBody,
    answers: { 201: newCertificate },
    errors: [
      'vending.terminal_unknown',
      'vending.terminal_revoked',
      'vending.staff_required',
      'vending.second_person_required',
      ...terminalCertificateErrorCodes,
    ],
  }),
  revokeTerminalCertificates: endpoint({
    method: 'POST',
    path: '/v1/terminals/:terminalId/certificate/revoke',
    summary: 'Take every certificate of a terminal back, from its next message on; its secret stays',
    tag,
    access: operator,
    params: ofTerminal,
    answers: { 200: terminal },
    errors: ['vending.terminal_unknown', 'vending.staff_required'],
  }),
  allowEngineering: endpoint({
    method: 'PUT',
    path: '/v1/terminals/:terminalId/engineering',
    summary: 'Let a terminal order engineering tokens, or no longer; never by whoever was told its secret',
    tag,
    access: lets,
    params: ofTerminal,
    body: z.strictObject({ allowed: z.boolean() }),
    answers: { 200: terminal },
    errors: ['vending.terminal_unknown', 'vending.staff_required', 'vending.second_person_required'],
  }),
  listTerminals: endpoint({
    method: 'GET',
    path: '/v1/vendors/:vendorId/terminals',
    summary: 'List a vendor’s terminals in the order in which they were set up; a vendor’s user sees its own',
    tag,
    access: { roles: ['operator', 'clerk', 'vendor'] },
    params: ofVendor,
    query: pageQuery({ outletId: z.uuid().optional() }),
    answers: { 200: pageAnswer(terminal) },
    errors: ['vending.vendor_required', 'vending.vendor_not_yours', 'vending.vendor_unknown'],
  }),
} as const;
