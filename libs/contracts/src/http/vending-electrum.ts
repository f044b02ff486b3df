import { z } from 'zod';
import { endpoint, readByDomain } from './endpoint.js';

/** The addresses of the interface; both say the same. */
const version = z.enum(['v2', 'v3']);
const id = z.string().max(64);
const headers = z.object({ authorization: z.string().max(1_024).optional() });

const message = z
  .looseObject({})
  .meta({ id: 'ElectrumMessage', description: 'a message of Electrum’s Prepaid Utility Service Interface, version 3' });
const errorDetail = z
  .object({
    errorType: z.string(),
    errorMessage: z.string(),
    requestType: z.string(),
    id: z.string().optional(),
    originalId: z.string().optional(),
    detailMessage: z.unknown().optional(),
  })
  .meta({ id: 'ElectrumErrorDetail' });
const answered = {
  200: message,
  400: errorDetail,
  401: errorDetail,
  404: errorDetail,
  501: errorDetail,
  503: errorDetail,
  504: errorDetail,
};
const created = {
  201: message,
  400: errorDetail,
  401: errorDetail,
  404: errorDetail,
  501: errorDetail,
  503: errorDetail,
  504: errorDetail,
};
const accepted = {
  202: message,
  400: errorDetail,
  401: errorDetail,
  404: errorDetail,
  501: errorDetail,
  503: errorDetail,
  504: errorDetail,
};

const common = {
  method: 'POST',
  tag: 'Electrum',
  // A terminal signs in by HTTP Basic: its id and its secret.
  access: { public: true },
  headers,
  body: readByDomain(message),
} as const;

const base = '/v1/prepaidutility/:version';
const purchase = z.object({ version, purchaseId: id });
const purchaseAdvice = z.object({ version, purchaseId: id, adviceId: id });
const request = z.object({ version, requestId: id });

export const electrumEndpoints = {
  electrumLookup: endpoint({
    ...common,
    path: `${base}/meterLookups/:requestId`,
    summary: 'Electrum: what a meter is; at the gateway `/prepaidutility/v3/…`, as all of these',
    params: request,
    answers: created,
  }),
  electrumPurchase: endpoint({
    ...common,
    path: `${base}/tokenPurchases/:purchaseId`,
    summary: 'Electrum: sell; a purchase’s id is one sale',
    params: purchase,
    answers: created,
  }),
  electrumRetry: endpoint({
    ...common,
    path: `${base}/tokenPurchases/:purchaseId/retry`,
    summary: 'Electrum: the sale of an earlier purchase, or the sale that it did not come to',
    params: purchase,
    answers: created,
  }),
  electrumTrial: endpoint({
    ...common,
    path: `${base}/tokenPurchases/:purchaseId/trial`,
    summary: 'Electrum: what a purchase would give; nothing is sold',
    params: purchase,
    answers: answered,
  }),
  electrumConfirm: endpoint({
    ...common,
    path: `${base}/tokenPurchases/:purchaseId/confirmations/:adviceId`,
    summary: 'Electrum: the customer has the token',
    params: purchaseAdvice,
    answers: accepted,
  }),
  electrumReverse: endpoint({
    ...common,
    path: `${base}/tokenPurchases/:purchaseId/reversals/:adviceId`,
    summary: 'Electrum: take a sale back, by the policy of reversals',
    params: purchaseAdvice,
    answers: accepted,
  }),
  electrumReprint: endpoint({
    ...common,
    path: `${base}/tokenReprints/:requestId`,
    summary: 'Electrum: the last sale to a meter, or the one that is named, again',
    params: request,
    answers: answered,
  }),
  electrumKeyChange: endpoint({
    ...common,
    path: `${base}/keyChangeTokenRequests/:requestId`,
    summary: 'Electrum: the key change set that a meter has not confirmed',
    params: request,
    answers: created,
  }),
  electrumConfirmKeyChange: endpoint({
    ...common,
    path: `${base}/keyChangeTokenRequests/:requestId/confirmations/:adviceId`,
    summary: 'Electrum: the customer has the key change set; the meter’s own word confirms it',
    params: z.object({ version, requestId: id, adviceId: id }),
    answers: accepted,
  }),
  electrumFaultReport: endpoint({
    ...common,
    path: `${base}/faultReports/:requestId`,
    summary: 'Electrum: report a fault of a meter; it is kept',
    params: request,
    answers: created,
  }),
  electrumNotify: endpoint({
    ...common,
    path: `${base}/events/tokenPurchases`,
    summary: 'Electrum: a purchase has been made; nothing comes of it',
    params: z.object({ version }),
    answers: accepted,
  }),
} as const;
