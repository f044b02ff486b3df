import { ApiError } from '@openprepay/contracts/http/client-errors';
import type { SaleBody, VendAnswer } from '@openprepay/contracts/http/vending-vends';
import { type Failure, failureOf } from '../api/failure.js';

/** The free units of the month, which a meter is given and nobody pays for. */
export interface FreeBasicBody {
  readonly meterNumber: string;
}

/** What was sent, paid for or free: its key finds its outcome again, whatever happens to the page or the connection. */
export type SentSale = { readonly key: string; readonly body: SaleBody } | { readonly key: string; readonly free: FreeBasicBody };

export type SaleOutcome =
  | { readonly kind: 'sold'; readonly vend: VendAnswer }
  | { readonly kind: 'refused'; readonly failure: Failure }
  /** The server never had the request, and will not take it any more. */
  | { readonly kind: 'nothing-sold' };

export interface SaleServer {
  sell(sale: SentSale, signal: AbortSignal): Promise<VendAnswer>;
  /** @throws {ApiError} `vending.vend_not_found` where nothing was sold */
  find(key: string, signal: AbortSignal): Promise<VendAnswer>;
}

export interface Settling {
  readonly server: SaleServer;
  readonly signal: AbortSignal;
  /** Told once nobody can say yet what became of the sale. */
  readonly onUnknown: () => void;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

const ASK_EVERY_MS = 1_000;
const SERVER_SIDE = 500;
/** Refusals after which the sale may have been taken all the same. */
const UNDECIDED = new Set([401, 408]);

/**
 * Sends a sale once, and asks for its outcome until there is one. It is never called failed for want of an answer.
 *
 * @throws what `signal` was aborted with
 */
export async function sell(sale: SentSale, settling: Settling): Promise<SaleOutcome> {
  try {
    const vend = await settling.server.sell(sale, settling.signal);
    const outcome = outcomeOf(vend);
    if (outcome !== undefined) return outcome;
  } catch (error) {
    settling.signal.throwIfAborted();
    if (isRefusal(error)) return { kind: 'refused', failure: failureOf(error) };
  }
  return findOut(sale, settling);
}

/** Asks what became of a sale, until it is known; also for one that an earlier visit to the page has sent. */
export async function findOut({ key }: SentSale, { server, signal, onUnknown, pause }: Settling): Promise<SaleOutcome> {
  onUnknown();
  for (;;) {
    try {
      const outcome = outcomeOf(await server.find(key, signal));
      if (outcome !== undefined) return outcome;
    } catch (error) {
      if (error instanceof ApiError && error.code === 'vending.vend_not_found') return { kind: 'nothing-sold' };
    }
    await pause(ASK_EVERY_MS, signal);
    signal.throwIfAborted();
  }
}

const isRefusal = (error: unknown): boolean => error instanceof ApiError && error.status < SERVER_SIDE && !UNDECIDED.has(error.status);

function outcomeOf(vend: VendAnswer): SaleOutcome | undefined {
  switch (vend.state) {
    case 'completed':
      return { kind: 'sold', vend };
    case 'reversed':
      return { kind: 'refused', failure: { code: 'vending.vend_not_completed', detail: 'the sale was taken back', fields: {} } };
    case 'failed':
      return {
        kind: 'refused',
        failure: { code: vend.failure?.code ?? 'vending.token_refused', detail: vend.failure?.reason ?? '', fields: {} },
      };
    case 'awaiting-token':
      return undefined;
  }
}
