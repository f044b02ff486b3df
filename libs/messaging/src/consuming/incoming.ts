import { z } from 'zod';
import { eventHeaders, type ReceivedEvent } from '@openprepay/contracts/event';
import { utilityCode } from '@openprepay/contracts/wire';
import { headerText, type RawMessage } from '../kafka/raw-message.js';
import type { ParkingCode } from '../messaging-error.js';
import { UNKNOWN_UTILITY } from '../parking/parked-message.js';
import { storableText } from '../parking/parked-text.js';
import type { ParkableMessage } from '../parking/parking.js';
import { isTraceparent } from '../trace.js';
import type { ConsumerDefinition } from './consume.js';

/** An event that a definition of the group asks for. */
export interface IncomingEvent extends ParkableMessage {
  readonly kind: 'event';
  readonly definition: ConsumerDefinition;
  readonly event: ReceivedEvent;
}

/** Nothing that any handler could be given. */
export interface MalformedMessage extends ParkableMessage {
  readonly kind: 'malformed';
  /** Known once the headers are good. */
  readonly definition?: ConsumerDefinition;
  readonly code: ParkingCode;
  readonly reason: string;
}

export interface UnknownTypeMessage {
  readonly kind: 'unknown-type';
}

export type Incoming = IncomingEvent | MalformedMessage | UnknownTypeMessage;

/** What takes effect or is parked, as opposed to what is of no interest. */
export type Handleable = IncomingEvent | MalformedMessage;

/** The definitions of one group by the type they ask for. */
export type Definitions = ReadonlyMap<string, ConsumerDefinition>;

const MAX_HEADER = 200;
const headers = z.object({
  id: z.uuid(),
  type: z.string().min(1).max(MAX_HEADER),
  source: z.string().min(1).max(MAX_HEADER),
  time: z.iso.datetime({ offset: true }),
  utility: utilityCode,
});

/** Reads one message: total, whatever the bytes are. */
export function readMessage(raw: RawMessage, definitions: Definitions, maxEventBytes: number): Incoming {
  const texts = {
    id: headerText(raw, eventHeaders.id),
    type: headerText(raw, eventHeaders.type),
    source: headerText(raw, eventHeaders.source),
    time: headerText(raw, eventHeaders.time),
    utility: headerText(raw, eventHeaders.utility),
  };
  const place = { raw, key: storableText(raw.key ?? '') };
  const attributes = headers.safeParse(texts);
  if (!attributes.success) {
    const utility = utilityCode.safeParse(texts.utility).data ?? UNKNOWN_UTILITY;
    const reason = z.prettifyError(attributes.error);
    return { kind: 'malformed', ...place, utility, holdsKey: false, code: 'messaging.headers_invalid', reason };
  }
  const { id, type, source, time, utility } = attributes.data;
  const definition = definitions.get(type);
  if (definition === undefined) return { kind: 'unknown-type' };

  const known = { ...place, utility, eventId: id, type, definition, holdsKey: definition.order === 'key' };
  const parsed = parseData(raw, definition, maxEventBytes);
  if ('code' in parsed) return { kind: 'malformed', ...known, ...parsed };
  const traceparent = headerText(raw, eventHeaders.traceparent);
  const trace = isTraceparent(traceparent) ? { traceparent } : {};
  return { kind: 'event', ...known, event: { id, type, source, utility, time: new Date(time), data: parsed.data, ...trace } };
}

type Parsed = { readonly data: unknown } | { readonly code: ParkingCode; readonly reason: string };

function parseData({ value }: RawMessage, { event }: ConsumerDefinition, maxEventBytes: number): Parsed {
  if (value === null) return { code: 'messaging.not_json', reason: 'the message has no value' };
  if (value.length > maxEventBytes) return { code: 'messaging.too_large', reason: `${value.length} bytes are more than ${maxEventBytes}` };
  let json: unknown;
  try {
    json = JSON.parse(value.toString('utf8'));
  } catch (error) {
    return { code: 'messaging.not_json', reason: (error as SyntaxError).message };
  }
  const data = z.safeDecode(event.data, json);
  return data.success ? { data: data.data } : { code: 'messaging.schema_invalid', reason: z.prettifyError(data.error) };
}
