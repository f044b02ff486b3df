import { z } from 'zod';
import { endpoint, readByDomain } from './endpoint.js';

/** Whose XMLVend a till speaks: the base, or a vendor's dialect of it. */
export const xmlvendProfile = z.enum(['plain', 'conlog', 'itron', 'hexing']);

/** Bytes of one message. */
export const MAX_XMLVEND_BYTES = 262_144;

const flag = z.literal('').optional();
/** `https://host:port`, as a client has found the door: the gateway alone says it. */
const ORIGIN = /^https?:\/\/[\w.:[\]-]{1,255}$/;

/** Says to the gateway, in what is answered, which terminal asked: its credential is in the message, which the gateway does not read. */
export const TILL_HEADER = 'x-till';

/** Says to vending which client certificate a till has come with: a statement that the gateway has signed, which lets nobody else say it. */
export const TILL_CERTIFICATE_HEADER = 'x-till-certificate';
/** What such a statement, a JWT, has in its head, so that it is no access token and no access token is one. */
export const tillCertificateTerms = { typ: 'till-certificate+jwt', issuer: 'openprepay:gateway', audience: 'openprepay:tills' } as const;
/** Seconds: it is of one request. */
export const TILL_CERTIFICATE_SECONDS = 60;
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const tillCertificateClaims = z.object({
  /** Of the certificate. */
  fingerprint: sha256,
  /** Of the message that came with it, as `messageDigest` has it; a gateway of before it said so leaves it out. */
  message: sha256.optional(),
});
export type TillCertificateClaims = z.output<typeof tillCertificateClaims>;
const MAX_STATEMENT_LENGTH = 1_024;

export const xmlvendEndpoints = {
  describeXmlvend: endpoint({
    method: 'GET',
    path: '/v1/xmlvend/:profile',
    summary: 'A WSDL of what tills may ask by a profile; at the gateway `/xmlvend/{profile}?wsdl`',
    tag: 'XMLVend',
    access: { public: true },
    params: z.object({ profile: xmlvendProfile }),
    query: z.strictObject({ wsdl: flag, WSDL: flag }),
    headers: z.object({ 'x-public-origin': z.string().regex(ORIGIN).optional() }),
    answers: { 200: 'text/xml' },
  }),
  answerTill: endpoint({
    method: 'POST',
    path: '/v1/xmlvend/:profile',
    summary: 'Answer a till that speaks XMLVend 2.1, by SOAP 1.1 or 1.2; at the gateway `/xmlvend/{profile}`. A fault is an answer: 200',
    tag: 'XMLVend',
    // A terminal signs in by what its message says (`authCred`), or by its certificate, which the gateway vouches for.
    access: { public: true },
    params: z.object({ profile: xmlvendProfile }),
    headers: z.object({
      'content-encoding': z.string().max(64).optional(),
      'accept-encoding': z.string().max(256).optional(),
      [TILL_CERTIFICATE_HEADER]: z.string().max(MAX_STATEMENT_LENGTH).optional(),
    }),
    consumes: ['text/xml', 'application/soap+xml'],
    bodyLimit: MAX_XMLVEND_BYTES,
    body: readByDomain(z.string().describe('a SOAP message; `content-encoding: gzip` is understood')),
    answers: { 200: 'text/xml' },
  }),
} as const;
