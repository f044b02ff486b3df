import { z } from 'zod';
import { eventHeaders, type ReceivedEvent } from '@openprepay/contracts/event';
import { utilityCode } from '@openprepay/contracts/wire';
import type { ConsumerDefinition } from './consume.js';
import type { ParkingCode } from './messaging-error.js';
import { UNKNOWN_UTILITY } from './parked-message.js';
import { storableText } from './parked-text.js';
import { isTraceparent } from './trace.js';

/** A message as the broker gave it. */
export interface RawMessage {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer | string | readonly (Buffer | string)[] | undefined>>;
}

interface IncomingBase {
  readonly raw: RawMessage;
  readonly key: string;
  readonly utility: string;
}

/** An event that a definition of the group asks for. */
export interface IncomingEvent extends IncomingBase {
  readonly kind: 'event';
  readonly definition: ConsumerDefinition;
  readonly event: ReceivedEvent;
}

/** Nothing that any handler could be given. */
export interface MalformedMessage extends IncomingBase {
  readonly kind: 'malformed';
  readonly eventId?: string;
  readonly type?: string;
  /** Known once the headers are good. */
  readonly definition?: ConsumerDefinition;
  readonly code: ParkingCode;
  readonly reason: string;
}

export interface UnknownTypeMessage {
  readonly kind: 'unknown-type';
}

export type Incoming = IncomingEvent | MalformedMessage | UnknownTypeMessage;

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
  const key = storableText(raw.key ?? '');
  const attributes = headers.safeParse(texts);
  if (!attributes.success) {
    const utility = utilityCode.safeParse(texts.utility).data ?? UNKNOWN_UTILITY;
    return { kind: 'malformed', raw, key, utility, code: 'messaging.headers_invalid', reason: z.prettifyError(attributes.error) };
  }
  const { id, type, source, time, utility } = attributes.data;
  const definition = definitions.get(type);
  if (definition === undefined) return { kind: 'unknown-type' };

  const parsed = parseData(raw, definition, maxEventBytes);
  if ('code' in parsed) return { kind: 'malformed', raw, key, utility, eventId: id, type, definition, ...parsed };
  const traceparent = headerText(raw, eventHeaders.traceparent);
  return {
    kind: 'event',
    raw,
    key,
    utility,
    definition,
    event: { id, type, source, utility, time: new Date(time), data: parsed.data, ...(isTraceparent(traceparent) ? { traceparent } : {}) },
  };
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

/** A header that is there once, as text. */
function headerText(raw: RawMessage, name: string): string | undefined {
  const header = raw.headers[name];
  return typeof header === 'string' || Buffer.isBuffer(header) ? header.toString('utf8') : undefined;
}
