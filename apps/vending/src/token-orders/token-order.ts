import type { ManagementKind } from '@openprepay/contracts/key-management';
import type { Commodity } from '@openprepay/contracts/wire';
import { ALL_CREDIT_REGISTERS, COMMODITIES, CREDIT_REGISTERS } from '@openprepay/sts';
import type { MeterKeyData } from '../meters/meter.js';
import type { Person } from '../person.js';
import { VendingError } from '../vending-error.js';

export type CreditRegister = Commodity | 'currency' | 'all';

/** What a token tells its meter, as whoever orders it says so. */
export type WantedToken =
  | { readonly kind: 'set-maximum-power-limit'; readonly parameters: { readonly watts: number } }
  | { readonly kind: 'clear-credit'; readonly parameters: { readonly register: CreditRegister } }
  | { readonly kind: 'set-tariff-rate'; readonly parameters: { readonly rate: number } }
  | { readonly kind: 'clear-tamper-condition'; readonly parameters?: Readonly<Record<string, never>> | undefined }
  | { readonly kind: 'set-maximum-phase-power-unbalance-limit'; readonly parameters: { readonly watts: number } }
  | { readonly kind: 'set-water-meter-factor'; readonly parameters: { readonly factor: number } };

export type TokenParameters = Readonly<Record<string, string | number>>;

/** What one person has ordered for a meter. */
export interface TokenOrderTerms {
  readonly orderId: string;
  readonly idempotencyKey: string;
  readonly meterNumber: string;
  readonly meterPan: string;
  readonly commodity: Commodity;
  readonly kind: ManagementKind;
  readonly parameters: TokenParameters;
  /** The number in the token: watts, register, rate or factor; 0 where there is nothing to say. */
  readonly value: number;
  readonly reason: string;
  readonly requestedBy: Person;
  readonly requestedAt: Date;
}

/** What a second person has said, where it takes two. */
export interface OrderDecision {
  readonly decidedBy: Person;
  readonly decidedAt: Date;
  /** Why it is not to be; undefined where it is. */
  readonly refusal: string | undefined;
}

/** That a token which the vault was asked for is not wanted any more. It may have been made already, and then stands. */
export interface OrderCancellation {
  readonly cancelledBy: Person;
  readonly cancelledAt: Date;
  readonly reason: string;
}

/** What was asked of the vault: by the key that the meter had then. It never changes, so that asking again gives the same token. */
export interface OrderRequest {
  readonly keyData: MeterKeyData;
}

export interface OrderedToken {
  readonly token: string;
  readonly kind: string;
  readonly tokenIdentifier: number;
  readonly value: number;
}

export type OrderOutcome =
  | { readonly state: 'completed'; readonly tokens: readonly OrderedToken[]; readonly sampleTables: boolean; readonly at: Date }
  | { readonly state: 'failed'; readonly code: string; readonly reason: string; readonly at: Date };

/** What the meter itself said of the token, where it is connected. */
export type OrderDelivery =
  | { readonly state: 'none' }
  | { readonly state: 'accepted'; readonly at: Date }
  | { readonly state: 'rejected'; readonly at: Date; readonly code: string };

export interface TokenOrder extends TokenOrderTerms {
  readonly decision: OrderDecision | undefined;
  readonly request: OrderRequest | undefined;
  readonly cancellation: OrderCancellation | undefined;
  readonly outcome: OrderOutcome | undefined;
  readonly delivery: OrderDelivery;
}

export type TokenOrderState = 'awaiting-approval' | 'awaiting-token' | 'completed' | 'failed' | 'refused';

/** An order that the vault was asked for. */
export type AskedOrder = TokenOrder & { readonly request: OrderRequest };
/** An order that has the vault's answer. */
export type SettledOrder = AskedOrder & { readonly outcome: OrderOutcome };

export const isAsked = (order: TokenOrder): order is AskedOrder => order.request !== undefined;
export const isSettled = (order: TokenOrder): order is SettledOrder => isAsked(order) && order.outcome !== undefined;

export function stateOf({ decision, request, outcome }: TokenOrder): TokenOrderState {
  if (outcome) return outcome.state;
  if (decision?.refusal !== undefined) return 'refused';
  return request ? 'awaiting-token' : 'awaiting-approval';
}

/**
 * The number that the token will hold.
 * @source IEC 62055-41 6.3.13, Register: a meter's currency registers stand behind those of its units
 */
export function valueOf(wanted: WantedToken, commodity: Commodity): number {
  switch (wanted.kind) {
    case 'set-maximum-power-limit':
    case 'set-maximum-phase-power-unbalance-limit':
      return wanted.parameters.watts;
    case 'set-tariff-rate':
      return wanted.parameters.rate;
    case 'set-water-meter-factor':
      return wanted.parameters.factor;
    case 'clear-tamper-condition':
      return 0;
    case 'clear-credit': {
      const { register } = wanted.parameters;
      if (register === 'all') return ALL_CREDIT_REGISTERS;
      if (register === 'currency') return COMMODITIES.length + COMMODITIES.indexOf(commodity);
      return CREDIT_REGISTERS.indexOf(register);
    }
  }
}

/** A repeat comes within minutes; what comes later is somebody who wants another token. */
const REPLAYED_FOR_MS = 24 * 3_600_000;

/**
 * The order that a repeated request made the first time.
 * @throws {VendingError} `vending.idempotency_key_reused` where the request is another one, `vending.idempotency_key_expired` where the
 *   first one is more than a day old
 */
export function replay(
  earlier: TokenOrder,
  wanted: WantedToken & { readonly meterNumber: string; readonly reason: string },
  at: Date,
): TokenOrder {
  const same =
    earlier.meterNumber === wanted.meterNumber &&
    earlier.kind === wanted.kind &&
    earlier.value === valueOf(wanted, earlier.commodity) &&
    earlier.reason === wanted.reason;
  if (!same) throw new VendingError('vending.idempotency_key_reused', 'this Idempotency-Key was used for another order');
  if (at.getTime() - earlier.requestedAt.getTime() <= REPLAYED_FOR_MS) return earlier;
  throw new VendingError(
    'vending.idempotency_key_expired',
    `this Idempotency-Key made order ${earlier.orderId} more than a day ago: take a new one for another token`,
  );
}

/** @throws {VendingError} `vending.token_order_not_awaited` where the vault is not waited for */
export function requireAwaitingToken(order: TokenOrder): asserts order is AskedOrder {
  const state = stateOf(order);
  if (state === 'awaiting-token') return;
  throw new VendingError('vending.token_order_not_awaited', `order ${order.orderId} is ${state}: there is nothing to wait for`);
}

/** @throws {VendingError} `vending.token_order_decided` */
export function requireAwaitingApproval(order: TokenOrder): void {
  const state = stateOf(order);
  if (state === 'awaiting-approval') return;
  throw new VendingError('vending.token_order_decided', `order ${order.orderId} is ${state} already`);
}
