import type { MeterWishAnswer, SentCommandAnswer } from '@openprepay/contracts/http/telemetry-commands';
import { present } from '@openprepay/contracts/present';
import type { MeterCommand } from './meter-command.js';
import type { MeterWish } from './wish-meter.js';

export const sentCommandToApi = ({ giveUpAt: _giveUpAt, ...command }: MeterCommand): SentCommandAnswer =>
  present({
    ...command,
    requestedAt: command.requestedAt.toISOString(),
    expiresAt: command.expiresAt.toISOString(),
    sentAt: command.sentAt?.toISOString(),
    acknowledgedAt: command.acknowledgedAt?.toISOString(),
    endedAt: command.endedAt?.toISOString(),
  });

export const wishToApi = ({ drift, ...wish }: MeterWish): MeterWishAnswer => ({ ...wish, drift: [...drift] });
