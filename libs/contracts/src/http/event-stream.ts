import { malformed } from './client-errors.js';
import type { EventOf, EventStream } from './endpoint.js';
import { serverSentEvent, serverSentEvents } from './server-sent-events.js';

/** The body as it comes; an answer without one is an empty stream. */
export const bytesOf = (response: Response): ReadableStream<Uint8Array> => response.body ?? new Blob([]).stream();

/** An event of a stream as it goes on the wire. */
export const eventText = <Stream extends EventStream>({ events }: Stream, { event, data }: EventOf<Stream>): string =>
  serverSentEvent(event, events[event]?.encode(data));

/**
 * The events of an answer, decoded by their schemas; those without one are passed over. Ends when the other side ends it: a
 * reader that wants more opens another.
 *
 * @throws {ApiError} `client.answer_malformed` for an event that is not as its schema says; and what `serverSentEvents` throws
 */
export async function* eventsOf<Stream extends EventStream>(
  { events, silenceLimitMs }: Stream,
  response: Response,
): AsyncGenerator<EventOf<Stream>, void, undefined> {
  for await (const { event, data } of serverSentEvents(bytesOf(response), silenceLimitMs)) {
    const schema = Object.hasOwn(events, event) ? events[event] : undefined;
    if (schema === undefined) continue;
    const parsed = schema.safeParse(jsonOf(data));
    if (!parsed.success) throw malformed(response, parsed.error);
    yield { event, data: parsed.data } as EventOf<Stream>;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
