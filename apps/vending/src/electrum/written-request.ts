import { formatMoney, isCurrency, moneyMinor } from '@openprepay/quantities';
import { z } from 'zod';
import { currencyOf } from './currency-numbers.js';
import { ElectrumRefusal } from './electrum-refusal.js';

/** Clients are asked for version 4, and not all keep to it. */
const id = z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'a UUID');
const short = z.string().max(256);
const ledgerAmount = z.looseObject({
  amount: z.union([z.int().min(0), z.string().regex(/^\d{1,18}$/, 'minor units')]),
  currency: z.string().regex(/^(\d{3}|[A-Z]{3})$/, 'a currency of ISO 4217'),
});
const meter = z.looseObject({ meterId: z.string().min(1).max(20) });

const transaction = z.looseObject({
  id,
  time: short,
  originator: z.looseObject({ terminalId: short }),
  thirdPartyIdentifiers: z.array(z.looseObject({})).max(20),
});
const advice = z.looseObject({ id, requestId: id, time: short, thirdPartyIdentifiers: z.array(z.looseObject({})).max(20).optional() });

export const lookupRequest = transaction.extend({ meter });
export const purchaseRequest = transaction.extend({ meter, purchaseAmount: ledgerAmount, utilityType: short.optional() });
export const reprintRequest = transaction.extend({ meter, originalRef: short.optional() });
export const faultReport = transaction.extend({ meter, faultType: short, faultDescription: z.string().max(1_000).optional() });
export const adviceRequest = advice;

export type Transaction = z.output<typeof transaction>;
export type PurchaseRequest = z.output<typeof purchaseRequest>;
export type FaultReportRequest = z.output<typeof faultReport>;
export type Advice = z.output<typeof advice>;

/**
 * A message as its schema reads it.
 * @param ids what the address says: each is in the body too
 * @throws {ElectrumRefusal} `FORMAT_ERROR`
 */
export function readMessage<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
  ids: Readonly<Record<string, string>>,
): z.output<Schema> {
  const read = schema.safeParse(body);
  if (!read.success) {
    const wrong = read.error.issues.slice(0, 10).map(({ path, message }) => ({ field: path.join('.'), msg: message }));
    throw new ElectrumRefusal(400, 'FORMAT_ERROR', 'a member is missing or wrong', wrong);
  }
  for (const [field, wanted] of Object.entries(ids)) {
    if ((read.data as Record<string, unknown>)[field] === wanted) continue;
    throw new ElectrumRefusal(400, 'FORMAT_ERROR', 'the address and the message differ', [
      { field, msg: 'is another than the address has' },
    ]);
  }
  return read.data;
}

/** The sale in REST's words. @throws {ElectrumRefusal} `INVALID_AMOUNT` */
export function saleIn({ meter: { meterId }, purchaseAmount }: PurchaseRequest) {
  const currency = currencyOf(purchaseAmount.currency);
  if (!isCurrency(currency)) throw new ElectrumRefusal(400, 'INVALID_AMOUNT', `there is no currency ${purchaseAmount.currency}`);
  const amount = formatMoney(moneyMinor(BigInt(purchaseAmount.amount)), currency);
  return { meterNumber: meterId, tender: { amount, currency }, paymentMethod: 'eft' } as const;
}

/** Of a request, what every answer says again as it was. */
export const echoOf = (asked: Transaction): Record<string, unknown> => {
  const {
    id: own,
    time,
    originator,
    client,
    settlementEntity,
    receiver,
    thirdPartyIdentifiers,
  } = asked as Transaction & Record<string, unknown>;
  return { id: own, time, originator, client, settlementEntity, receiver, thirdPartyIdentifiers };
};
