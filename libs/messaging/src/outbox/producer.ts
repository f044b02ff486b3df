import { z } from 'zod';
import { eventHeaders, type EventData, type EventDefinition } from '@openprepay/contracts/event';
import { quickCodecOf, quickText } from '@openprepay/contracts/quick-codec';
import { MessagingError } from '../messaging-error.js';
import { currentTraceparent } from '../trace.js';

/** A message as it goes to the broker. */
export interface OutgoingMessage {
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface SendRequest {
  readonly topic: string;
  readonly messages: readonly OutgoingMessage[];
}

/** Sends straight to the broker, for what is not born in a database transaction; everything else leaves by the outbox. */
export interface Producer {
  /**
   * Resolves once every message is durable (acks=all). Messages of one key keep the order of the calls. Some may be there twice, and
   * after a rejection some may be there all the same: send them again, and let the consumer recognise them.
   *
   * @throws {MessagingError} `messaging.producer_full` where too much is waiting, `messaging.stopped`; the broker's error otherwise
   */
  send(request: SendRequest): Promise<void>;
}

export interface EventEnvelope {
  readonly utility: string;
  /** UUIDv7; the consumer's inbox knows the event by it. */
  readonly id: string;
  readonly time: Date;
  readonly source?: string;
}

/**
 * Makes the message of an event for `Producer.send`.
 *
 * @throws {MessagingError} `messaging.event_invalid`
 */
export function encodeMessage<Definition extends EventDefinition>(
  event: Definition,
  data: EventData<Definition>,
  { utility, id, time, source = event.topic.slice(0, event.topic.indexOf('.')) }: EventEnvelope,
): OutgoingMessage {
  const traceparent = currentTraceparent();
  return {
    key: event.key(data, utility),
    value: JSON.stringify(encodeData(event, data)),
    headers: headersOf({ id, type: event.type, source, time, utility, ...(traceparent === undefined ? {} : { traceparent }) }),
  };
}

/**
 * The data of an event as it travels.
 *
 * @throws {MessagingError} `messaging.event_invalid`
 */
export function encodeData<Definition extends EventDefinition>(event: Definition, data: EventData<Definition>): unknown {
  const quick = quickCodecOf(event.data).encode(data);
  if (quick !== undefined) return quick;
  const encoded = z.safeEncode(event.data, data);
  if (encoded.success) return encoded.data;
  throw new MessagingError('messaging.event_invalid', `${event.type}: ${z.prettifyError(encoded.error)}`, { cause: encoded.error });
}

export interface EventAttributes {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly time: Date;
  readonly utility: string;
  readonly traceparent?: string;
}

/** What the headers of one message take at most, about: they count towards a broker's limit as the value does. */
export const HEADER_BYTES = 400;

/** CloudEvents attributes as Kafka headers, binary content mode. */
export const headersOf = ({ id, type, source, time, utility, traceparent }: EventAttributes): Record<string, string> => ({
  [eventHeaders.specVersion]: '1.0',
  [eventHeaders.id]: id,
  [eventHeaders.type]: type,
  [eventHeaders.source]: source,
  [eventHeaders.time]: quickText(time) ?? time.toISOString(),
  [eventHeaders.utility]: utility,
  'content-type': 'application/json',
  ...(traceparent === undefined ? {} : { [eventHeaders.traceparent]: traceparent }),
});
