import type { TokenResultUplink } from '../ingest/uplink.js';
import { limits } from '../telemetry-limits.js';

export type DeliveryState = 'pending' | 'accepted' | 'rejected' | 'expired';
/** What the meter said of one token. */
export type TokenVerdict = 'accepted' | Extract<TokenResultUplink['verdict'], { accepted: false }>['code'];

export interface Delivery {
  readonly deliveryId: string;
  readonly vendId: string;
  readonly meterNumber: string;
  readonly meterPan: string;
  readonly tokens: readonly string[];
  readonly verdicts: Readonly<Record<string, TokenVerdict>>;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** What one more verdict makes of a delivery. */
export type DeliveryOutcome =
  | { readonly kind: 'waiting'; readonly verdicts: Delivery['verdicts'] }
  | { readonly kind: 'accepted'; readonly verdicts: Delivery['verdicts']; readonly alreadyCredited: boolean }
  | { readonly kind: 'rejected'; readonly verdicts: Delivery['verdicts']; readonly code: Exclude<TokenVerdict, 'accepted' | 'used'> };

/**
 * Adds a verdict. A token that the meter calls used is credited: it was keyed in, or sent before. The first verdict of a
 * token stands, but for `used`, which a meter says of a token that it accepted a moment ago.
 */
export function addVerdict(delivery: Delivery, token: string, verdict: TokenVerdict): DeliveryOutcome {
  const verdicts = { ...delivery.verdicts, [token]: delivery.verdicts[token] ?? verdict };
  const said = delivery.tokens.map((one) => verdicts[one]);
  const refused = said.find((one) => one !== undefined && one !== 'accepted' && one !== 'used');
  if (refused !== undefined) return { kind: 'rejected', verdicts, code: refused };
  if (said.includes(undefined)) return { kind: 'waiting', verdicts };
  return { kind: 'accepted', verdicts, alreadyCredited: said.every((one) => one === 'used') };
}

/** Pause before a delivery is sent again, doubling from attempt to attempt. @param attempts made so far, at least 1 */
export const retryDelayMs = (attempts: number): number =>
  Math.min(limits.deliveryRetryBaseMs * 2 ** Math.min(attempts - 1, 20), limits.deliveryRetryLimitMs);
