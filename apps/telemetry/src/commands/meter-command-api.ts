import type { SentCommandAnswer } from '@openprepay/contracts/http/telemetry';
import type { MeterCommand } from './meter-command.js';

export const sentCommandToApi = ({ commandId, expiresAt }: MeterCommand): SentCommandAnswer => ({
  commandId,
  expiresAt: expiresAt.toISOString(),
});
