import { z } from 'zod';
import { eventHeaders, type ReceivedEvent } from '@openprepay/contracts/event';
import { lacksOnlyMembers } from '@openprepay/contracts/open-enum';
import { quickCodecOf, quickInstant } from '@openprepay/contracts/quick-codec';
import { utilityCode } from '@openprepay/contracts/wire';
import { headerText, type RawMessage } from '../kafka/raw-message.js';
import type { ParkingCode } from '../messaging-error.js';
import { UNKNOWN_UTILITY } from '../parking/parked-message.js';
import { storableText } from '../parking/parked-text.js';
import type { ParkableMessage } from '../parking/parking.js';
import { isTraceparent } from '../trace.js';
import type { ConsumerDefinition } from './consume.js';

interface IncomingBase extends ParkableMessage {
  /** What the inbox knows it by; none where its handler's own rows know it, or where it has no good id. */
  readonly inboxId?: string;
}

/** An event that a definition of the group asks for. */
export interface IncomingEvent extends IncomingBase {
  readonly kind: 'event';
  readonly definition: ConsumerDefinition;
  readonly event: ReceivedEvent;
}

/** Nothing that a handler of this version could be given. */
export interface UnreadableMessage extends IncomingBase {
  readonly kind: 'unreadable';
  readonly code: ParkingCode;
  readonly reason: string;
}

/** Of a type that the contracts know and nobody in the group asks for. */
export interface UnaskedMessage {
  readonly kind: 'unasked';
}

export type Incoming = IncomingEvent | UnreadableMessage | UnaskedMessage;

/** What takes effect or is parked, as opposed to what is of no interest. */
export type Handleable = IncomingEvent | UnreadableMessage;

/** The definitions of one group by the type they ask for. */
export type Definitions = ReadonlyMap<string, ConsumerDefinition>;

/** What a group reads by. */
export interface Reading {
  readonly definitions: Definitions;
  /** Types that are known at all: others are of a later version. */
  readonly knownTypes: ReadonlySet<string>;
  readonly maxEventBytes: number;
}

const MAX_HEADER = 200;
const headers = z.object({
  // As the database gives it back.
  id: z.uuid().toLowerCase(),
  type: z.string().min(1).max(MAX_HEADER),
  source: z.string().min(1).max(MAX_HEADER),
  time: z.iso.datetime({ offset: true }),
  utility: utilityCode,
});

const quickHeaders = quickCodecOf(headers);

function readHeaders(texts: unknown): z.ZodSafeParseResult<z.output<typeof headers>> {
  const data = quickHeaders.decode(texts);
  return data === undefined ? headers.safeParse(texts) : { success: true, data };
}

/** Reads one message: total, whatever the bytes are. */
export function readMessage(raw: RawMessage, { definitions, knownTypes, maxEventBytes }: Reading): Incoming {
  const texts = {
    id: headerText(raw, eventHeaders.id),
    type: headerText(raw, eventHeaders.type),
    source: headerText(raw, eventHeaders.source),
    time: headerText(raw, eventHeaders.time),
    utility: headerText(raw, eventHeaders.utility),
  };
  const place = { raw, key: storableText(raw.key ?? '') };
  const attributes = readHeaders(texts);
  if (!attributes.success) {
    const utility = utilityCode.safeParse(texts.utility).data ?? UNKNOWN_UTILITY;
    const reason = z.prettifyError(attributes.error);
    return { kind: 'unreadable', ...place, utility, holdsKey: false, code: 'messaging.headers_invalid', reason };
  }
  const { id, type, source, time, utility } = attributes.data;
  const known = { ...place, utility, eventId: id, type };
  const definition = definitions.get(type);
  if (definition === undefined) return knownTypes.has(type) ? { kind: 'unasked' } : unknownType(known);

  const ordered = definition.order === 'key';
  const inbox = definition.deduplication === 'inbox' ? { inboxId: id } : {};
  const parsed = parseData(raw, definition, maxEventBytes);
  // What only lacks a later version's word is whole: its key goes on without it.
  if ('code' in parsed) return { kind: 'unreadable', ...known, ...inbox, holdsKey: ordered && parsed.code !== VALUE_UNKNOWN, ...parsed };
  const traceparent = headerText(raw, eventHeaders.traceparent);
  const trace = isTraceparent(traceparent) ? { traceparent } : {};
  const event = { id, type, source, utility, time: quickInstant(time) ?? new Date(time), data: parsed.data, ...trace };
  return { kind: 'event', ...known, ...inbox, holdsKey: ordered, definition, event };
}

const VALUE_UNKNOWN = 'messaging.value_unknown' satisfies ParkingCode;
export const TYPE_UNKNOWN = 'messaging.type_unknown' satisfies ParkingCode;

/** Nobody can tell how a group of a later version knows the event again: the inbox does in any case. */
const unknownType = (known: ParkableIdentity): UnreadableMessage => ({
  kind: 'unreadable',
  ...known,
  inboxId: known.eventId,
  holdsKey: false,
  code: TYPE_UNKNOWN,
  reason: `the contracts of this version know no ${known.type}`,
});

type ParkableIdentity = Omit<ParkableMessage, 'holdsKey'> & { readonly eventId: string; readonly type: string };

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
  const quick = quickCodecOf(event.data).decode(json);
  if (quick !== undefined) return { data: quick };
  const data = z.safeDecode(event.data, json);
  if (data.success) return { data: data.data };
  const code = lacksOnlyMembers(data.error.issues, json) ? VALUE_UNKNOWN : 'messaging.schema_invalid';
  return { code, reason: z.prettifyError(data.error) };
}
