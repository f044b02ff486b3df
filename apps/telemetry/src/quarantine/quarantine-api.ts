import type { QuarantinedMessageAnswer } from '@openprepay/contracts/http/telemetry';
import type { QuarantinedMessage } from './quarantined-message.js';

export const quarantinedMessageToApi = ({
  payload,
  receivedAt,
  lastReceivedAt,
  ...rest
}: QuarantinedMessage): QuarantinedMessageAnswer => ({
  ...rest,
  payload: payload.toString('utf8'),
  payloadBase64: payload.toString('base64'),
  receivedAt: receivedAt.toISOString(),
  lastReceivedAt: lastReceivedAt.toISOString(),
});
