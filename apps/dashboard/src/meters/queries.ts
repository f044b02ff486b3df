import { infiniteQueryOptions } from '@tanstack/react-query';
import type { MeterAnswer } from '@openprepay/contracts/http/vending-meters';
import { vending } from '../api/vending.js';
import { codeOf, failureOf } from '../api/failure.js';
import { accountSought, meterSought } from './search.js';

const PAGE = 50;

export interface MetersPart {
  readonly items: readonly MeterAnswer[];
  readonly nextCursor?: string | undefined;
  /** What the server says of a number that cannot be a meter's. */
  readonly why?: string;
}

/**
 * Meters by number. What looks like a meter number is looked for among the meters; where there is none, and of everything else,
 * it is taken for an account number.
 */
export const metersQuery = (search: string) =>
  infiniteQueryOptions({
    queryKey: ['meters', search],
    queryFn: ({ pageParam, signal }): Promise<MetersPart> => findMeters(search, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

/** Meters that hang on a part of the network, or on what it feeds. */
export const metersAtQuery = (networkNode: string) =>
  infiniteQueryOptions({
    queryKey: ['meters', 'at', networkNode],
    queryFn: async ({ pageParam, signal }): Promise<MetersPart> =>
      (await vending.listMeters({ query: { limit: PAGE, networkNode, cursor: pageParam }, signal })).body,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

async function findMeters(search: string, cursor: string | undefined, signal: AbortSignal): Promise<MetersPart> {
  if (search === '') return listMeters({ cursor }, signal);
  const meterNumber = meterSought(search);
  const found = meterNumber === undefined ? { items: [] } : await findMeter(meterNumber, signal);
  if (found.items.length > 0) return found;
  const accountNumber = accountSought(search);
  if (accountNumber === undefined) return found;
  const ofAccount = await listMeters({ accountNumber, cursor }, signal);
  return ofAccount.items.length > 0 ? ofAccount : found;
}

async function listMeters(filter: { readonly accountNumber?: string; readonly cursor: string | undefined }, signal: AbortSignal) {
  const { accountNumber, cursor } = filter;
  const query = { limit: PAGE, ...(accountNumber === undefined ? {} : { accountNumber }), ...(cursor === undefined ? {} : { cursor }) };
  return (await vending.listMeters({ query, signal })).body;
}

async function findMeter(meterNumber: string, signal: AbortSignal): Promise<MetersPart> {
  try {
    return { items: [(await vending.readMeter({ params: { meterNumber }, signal })).body] };
  } catch (error) {
    const { detail } = failureOf(error);
    switch (codeOf(error)) {
      case 'vending.meter_unknown':
        return { items: [] };
      case 'vending.meter_number_invalid':
        return { items: [], ...(detail === undefined ? {} : { why: detail }) };
      default:
        throw error;
    }
  }
}
