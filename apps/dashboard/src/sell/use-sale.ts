import { useCallback, useEffect, useRef, useState } from 'react';
import type { QuoteAnswer, SaleBody, VendAnswer } from '@openprepay/contracts/http/vending-vends';
import { vending } from '../api/vending.js';
import { type Failure, failureOf } from '../api/failure.js';
import { useMe } from '../session/use-session.js';
import { newRequestKey } from '../api/request-key.js';
import { forgetSale, keepSale, keptSale } from './sent-sale.js';
import { findOut, type FreeBasicBody, type SaleOutcome, type SaleServer, sell, type SentSale } from './settle-sale.js';

export type SaleStage =
  | { readonly stage: 'asking'; readonly failure?: Failure }
  | { readonly stage: 'quoting' }
  | { readonly stage: 'quoted'; readonly quote: QuoteAnswer; readonly body: SaleBody }
  | { readonly stage: 'selling'; readonly quote?: QuoteAnswer }
  | { readonly stage: 'unknown'; readonly sale: SentSale }
  | { readonly stage: 'sold'; readonly vend: VendAnswer }
  | { readonly stage: 'nothing-sold' };

const server: SaleServer = {
  sell: async (sale, signal) => {
    const headers = { 'idempotency-key': sale.key };
    return 'free' in sale
      ? (await vending.giveFreeBasic({ headers, body: sale.free, signal })).body
      : (await vending.sellVend({ headers, body: sale.body, signal })).body;
  },
  find: async (key, signal) => {
    const { body } = await vending.listVends({ query: { idempotencyKey: key }, signal });
    if ('items' in body) throw new TypeError('a list came where one vend was asked for');
    return body;
  },
};

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });

export interface SaleInHand {
  readonly current: SaleStage;
  quote(body: SaleBody): Promise<void>;
  pay(body: SaleBody): Promise<void>;
  /** Gives the free units of the month. */
  give(free: FreeBasicBody): Promise<void>;
  begin(): void;
}

/** One sale at a time, from the quote to the token; the one that was in hand before a reload comes first. */
export function useSale(): SaleInHand {
  const { userId } = useMe();
  const [current, setCurrent] = useState<SaleStage>({ stage: 'asking' });
  const leaving = useRef<AbortController>(undefined);

  const settle = useCallback(
    async (sale: SentSale, how: typeof sell) => {
      const signal = leaving.current!.signal;
      const onUnknown = (): void => setCurrent({ stage: 'unknown', sale });
      const outcome = await how(sale, { server, signal, onUnknown, pause }).catch(() => undefined);
      if (outcome === undefined || signal.aborted) return;
      forgetSale(userId);
      setCurrent(stageOf(outcome));
    },
    [userId],
  );

  useEffect(() => {
    leaving.current = new AbortController();
    const kept = keptSale(userId);
    if (kept !== undefined) void settle(kept, findOut);
    return () => leaving.current?.abort();
  }, [userId, settle]);

  return {
    current,
    quote: async (body) => {
      setCurrent({ stage: 'quoting' });
      try {
        const { body: quote } = await vending.quoteVend({ body });
        setCurrent({ stage: 'quoted', quote, body });
      } catch (error) {
        setCurrent({ stage: 'asking', failure: failureOf(error) });
      }
    },
    pay: async (body) => {
      const sale = { key: newRequestKey(), body };
      keepSale(userId, sale);
      setCurrent((before) => ({ stage: 'selling', ...(before.stage === 'quoted' ? { quote: before.quote } : {}) }));
      await settle(sale, sell);
    },
    give: async (free) => {
      const sale = { key: newRequestKey(), free };
      keepSale(userId, sale);
      setCurrent({ stage: 'selling' });
      await settle(sale, sell);
    },
    begin: () => setCurrent({ stage: 'asking' }),
  };
}

function stageOf(outcome: SaleOutcome): SaleStage {
  switch (outcome.kind) {
    case 'sold':
      return { stage: 'sold', vend: outcome.vend };
    case 'refused':
      return { stage: 'asking', failure: outcome.failure };
    case 'nothing-sold':
      return { stage: 'nothing-sold' };
  }
}
