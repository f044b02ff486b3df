export type MessagingErrorCode =
  /** The event is larger than a broker takes. */
  | 'messaging.event_too_large'
  /** The data does not fit the event's own schema. */
  | 'messaging.event_invalid'
  /** More is waiting to be sent than the process may hold; try again later. */
  | 'messaging.producer_full'
  /** The process is on its way out. */
  | 'messaging.stopped'
  /** The pool has fewer connections than the consumers hold at a time. */
  | 'messaging.pool_too_small'
  | 'messaging.parked_message_not_found'
  /** It waits behind an earlier message of its key; decide on that one. */
  | 'messaging.parked_message_held'
  /** It has been replayed or discarded before. */
  | 'messaging.parked_message_settled'
  /** Somebody has asked for it already: another one decides. */
  | 'messaging.discard_requested'
  | 'messaging.discard_not_requested'
  | 'messaging.lost_range_not_found'
  | 'messaging.lost_range_settled'
  /** It reaches back further than sent events are kept. */
  | 'messaging.outbox_range_gone'
  | 'messaging.outbox_range_too_large';

/** Why a message was parked, where the library itself says so; a handler's coded error parks with that error's code. */
export type ParkingCode =
  | 'messaging.headers_invalid'
  | 'messaging.not_json'
  | 'messaging.schema_invalid'
  /** A closed enumeration has a member that is not known here: for a later version of the service. */
  | 'messaging.value_unknown'
  /** The contracts do not know the type: for a later version of the service. */
  | 'messaging.type_unknown'
  | 'messaging.too_large'
  | 'messaging.retries_exhausted'
  | 'messaging.key_parked'
  | 'messaging.refused_by_broker';

/** The library's one error class. `code` is API and never renamed; `message` is for people. */
export class MessagingError extends Error {
  override readonly name = 'MessagingError';
  constructor(
    readonly code: MessagingErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
