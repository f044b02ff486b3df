import type { ParkedMessageAnswer } from '@openprepay/contracts/http/parked-messages';
import type { ParkedMessage } from '@openprepay/messaging/parked-message';

export const parkedMessageToApi = ({
  utility: _utility,
  parkedAt,
  settledAt,
  nextReplayAt,
  ...message
}: ParkedMessage): ParkedMessageAnswer => ({
  ...message,
  parkedAt: parkedAt.toISOString(),
  ...(settledAt === undefined ? {} : { settledAt: settledAt.toISOString() }),
  ...(nextReplayAt === undefined ? {} : { nextReplayAt: nextReplayAt.toISOString() }),
});
