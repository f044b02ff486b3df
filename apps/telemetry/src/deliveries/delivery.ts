import type { TokenResultUplink } from '../uplink/uplink.js';

/** What the tokens were made for. */
export type IssuedFor = 'vend' | 'order' | 'key-change';

export type DeliveryState = 'pending' | 'accepted' | 'rejected' | 'expired';
/** What the meter said of one token. */
export type TokenVerdict = 'accepted' | Extract<TokenResultUplink['verdict'], { accepted: false }>['code'];
export type Verdicts = Readonly<Record<string, TokenVerdict>>;
/** Why a meter does not have its token. */
export type TokenRefusal = Exclude<TokenVerdict, 'accepted' | 'used'>;

export interface Delivery {
  readonly utility: string;
  readonly deliveryId: string;
  /** Of the vend, or of the order. */
  readonly vendId: string;
  readonly issuedFor: IssuedFor;
  readonly meterNumber: string;
  readonly meterPan: string;
  readonly tokens: readonly string[];
  /** How many of them, the first, only bring the key that the others need: a meter that has it refuses them. */
  readonly ahead: number;
  readonly verdicts: Verdicts;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** Of the vend: what the meter answers, hours later perhaps, goes on in its trace. */
  readonly traceparent?: string;
}

/** What one more verdict makes of a delivery. */
export type DeliveryOutcome =
  | { readonly kind: 'waiting'; readonly verdicts: Verdicts }
  | { readonly kind: 'accepted'; readonly verdicts: Verdicts; readonly alreadyCredited: boolean }
  | { readonly kind: 'rejected'; readonly verdicts: Verdicts; readonly code: TokenRefusal };

/**
 * Adds a verdict. A token that the meter calls used is credited: it was keyed in, or sent before. The first verdict of a
 * token stands, but for `used`, which a meter says of a token that it accepted a moment ago.
 */
export function addVerdict(delivery: Delivery, token: string, verdict: TokenVerdict): DeliveryOutcome {
  const verdicts = { ...delivery.verdicts, [token]: delivery.verdicts[token] ?? verdict };
  const said = delivery.tokens.slice(delivery.ahead).map((one) => verdicts[one]);
  const refused = said.find((one) => one !== undefined && one !== 'accepted' && one !== 'used');
  if (refused !== undefined) return { kind: 'rejected', verdicts, code: refused };
  if (said.includes(undefined)) return { kind: 'waiting', verdicts };
  return { kind: 'accepted', verdicts, alreadyCredited: said.every((one) => one === 'used') };
}
