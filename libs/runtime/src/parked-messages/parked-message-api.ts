import type { LostRangeAnswer, ParkedMessageAnswer, ParkedMessageSummaryAnswer } from '@openprepay/contracts/http/parked-messages';
import type { LostRange } from '@openprepay/messaging/lost-range';
import type { ParkedMessage, ParkedSummary } from '@openprepay/messaging/parked-message';
import { maskSecrets } from '../redact.js';

export function parkedSummaryToApi(message: ParkedSummary): ParkedMessageSummaryAnswer {
  const { parkedAt, settledAt, nextReplayAt, discard, utility: _utility, reason, headers, ...rest } = message;
  const open = message.state === 'parked' || message.state === 'held';
  return {
    ...rest,
    state: discard !== undefined && open ? 'awaiting-approval' : message.state,
    reason: maskSecrets(reason),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, maskSecrets(value)])),
    parkedAt: parkedAt.toISOString(),
    ...(settledAt === undefined ? {} : { settledAt: settledAt.toISOString() }),
    ...(nextReplayAt === undefined ? {} : { nextReplayAt: nextReplayAt.toISOString() }),
    ...(discard === undefined
      ? {}
      : { discardRequestedAt: discard.requestedAt.toISOString(), discardRequestedBy: discard.requestedBy, discardReason: discard.reason }),
  };
}

/** Also where its bytes are no text: digits are digits. */
export function parkedMessageToApi({ value, ...summary }: ParkedMessage): ParkedMessageAnswer {
  const text = value.toString('utf8');
  const readable = Buffer.from(text).equals(value);
  return { ...parkedSummaryToApi(summary), value: (readable ? Buffer.from(maskSecrets(text)) : maskedBytes(value)).toString('base64') };
}

/** As text of one byte for each, which gives back the bytes that hide nothing. */
const maskedBytes = (value: Buffer): Buffer => Buffer.from(maskSecrets(value.toString('latin1')), 'latin1');

export const lostRangeToApi = ({ foundAt, settledAt, ...range }: LostRange): LostRangeAnswer => ({
  ...range,
  foundAt: foundAt.toISOString(),
  ...(settledAt === undefined ? {} : { settledAt: settledAt.toISOString() }),
});
