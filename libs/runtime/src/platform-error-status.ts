import type { MessagingErrorCode } from '@openprepay/messaging/messaging-error';
import type { PersistenceErrorCode } from '@openprepay/persistence/persistence-error';

/** Statuses of what the platform libraries throw, the same in every service. */
export const platformErrorStatus = {
  'messaging.event_too_large': 422,
  'messaging.event_invalid': 500,
  'messaging.producer_full': 503,
  'messaging.stopped': 503,
  'messaging.parked_message_not_found': 404,
  'messaging.parked_message_held': 409,
  'messaging.parked_message_settled': 409,
  'request.cursor_invalid': 400,
  'persistence.role_unsafe': 500,
} as const satisfies Record<MessagingErrorCode | PersistenceErrorCode, number>;
