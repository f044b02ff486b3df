import type { DeliveryAnswer } from '@openprepay/contracts/http/telemetry-fleet';
import { present } from '@openprepay/contracts/present';
import type { ListedDelivery } from './delivery-list.repository.js';

export const deliveryToApi = ({
  place: _place,
  code,
  traceId,
  createdAt,
  sentAt,
  settledAt,
  expiresAt,
  ...delivery
}: ListedDelivery): DeliveryAnswer =>
  present({
    ...delivery,
    code: code ?? undefined,
    traceId: traceId ?? undefined,
    createdAt: createdAt.toISOString(),
    sentAt: sentAt?.toISOString(),
    settledAt: settledAt?.toISOString(),
    expiresAt: expiresAt.toISOString(),
  });
