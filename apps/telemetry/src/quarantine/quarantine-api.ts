import type { QuarantinedMessageAnswer } from '@openprepay/contracts/http/telemetry-quarantine';
import { present } from '@openprepay/contracts/present';
import type { QuarantinedMessage } from './quarantined-message.js';

export const quarantinedMessageToApi = ({
  payload,
  receivedAt,
  lastReceivedAt,
  settledAt,
  ...rest
}: QuarantinedMessage): QuarantinedMessageAnswer =>
  present({
    ...rest,
    payload: payload.toString('utf8'),
    payloadBase64: payload.toString('base64'),
    receivedAt: receivedAt.toISOString(),
    lastReceivedAt: lastReceivedAt.toISOString(),
    settledAt: settledAt?.toISOString(),
  });
