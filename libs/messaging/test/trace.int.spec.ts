import { eventHeaders, type ReceivedEvent } from '@openprepay/contracts/event';
import { eventually } from '@openprepay/testing/eventually';
import { startKafka, type TestKafka } from '@openprepay/testing/kafka';
import type { TestPostgres } from '@openprepay/testing/postgres';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { consume, consumeBatch } from '../src/consuming/consume.js';
import { currentTraceparent, useSpans, withTraceparent, type Span, type SpanStart } from '../src/trace.js';
import { database, message, newShop, record, type Shop, ShopError, shopPostgres, startService, type TestService } from './service.js';

let postgres: TestPostgres;
let kafka: TestKafka;
let service: TestService;
let shop: Shop;
/** What the second consumer saw of the trace of each return, by serial. */
const returned = new Map<number, string | undefined>();

beforeAll(async () => {
  [postgres, kafka] = await Promise.all([shopPostgres(), startKafka()]);
});

beforeEach(async () => {
  returned.clear();
  shop = newShop();
  const { url } = await database(postgres);
  service = await startService({ url, brokers: kafka.brokers, shop });
});

afterEach(() => service.stop());

afterAll(async () => {
  await kafka.stop();
  await postgres.stop();
});

/** A trace of its own for each serial. */
const trace = (serial: number): string => `00-${String(serial).padStart(32, 'a')}-${String(serial).padStart(16, 'b')}-01`;
const noteReturns = () =>
  consume(shop.Returned, { group: `${shop.group}.note` }, async ({ data, traceparent }) => void returned.set(data.serial, traceparent));
const sell = (...serials: readonly number[]) =>
  service.messaging.producer.send({
    topic: shop.topic,
    messages: serials.map((serial) => {
      const { headers, ...rest } = message({ meter: 'm1', serial, amountMinor: '1' });
      return { ...rest, headers: { ...headers, [eventHeaders.traceparent]: trace(serial) } };
    }),
  });

describe('an event that a batch handler causes', () => {
  it('carries the trace of its own cause, whatever else is in the batch', async () => {
    await service.messaging.start([
      consumeBatch(shop.Sold, { group: shop.group }, (events, tx) =>
        service.messaging.outbox.appendAll(
          tx,
          shop.Returned,
          events.toReversed().map((event) => ({ data: event.data, cause: event })),
        ),
      ),
      noteReturns(),
    ]);
    const serials = Array.from({ length: 40 }, (_, index) => index + 1);

    await sell(...serials);

    await eventually(() => expect(returned.size).toBe(40));
    expect(serials.map((serial) => returned.get(serial))).toEqual(serials.map(trace));
  });

  it('is in no trace where its cause has none, and in none of another where it names no cause', async () => {
    await service.messaging.start([
      consumeBatch(shop.Sold, { group: shop.group }, (events, tx) =>
        service.messaging.outbox.appendAll(
          tx,
          shop.Returned,
          events.map(({ data }) => ({ data })),
        ),
      ),
      noteReturns(),
    ]);

    await withTraceparent(trace(9), () =>
      service.unitOfWork.run('north', (tx) =>
        service.messaging.outbox.append(tx, shop.Returned, { meter: 'm1', serial: 1, amountMinor: 1n }, { cause: {} }),
      ),
    );
    await sell(2);

    await eventually(() => expect(returned.size).toBe(2));
    expect([...returned.values()]).toEqual([undefined, undefined]);
  });

  it('takes a trace that was kept as text, and leaves out text that is none', async () => {
    await service.messaging.start([noteReturns()]);
    const append = (serial: number, cause: string) =>
      service.unitOfWork.run('north', (tx) =>
        service.messaging.outbox.append(tx, shop.Returned, { meter: 'm1', serial, amountMinor: 1n }, { cause }),
      );

    await append(1, trace(1));
    await append(2, 'not a trace');

    await eventually(() => expect(returned.size).toBe(2));
    expect([...returned]).toEqual([
      [1, trace(1)],
      [2, undefined],
    ]);
  });
});

describe('spans', () => {
  interface Recorded extends SpanStart {
    readonly traceparent: string;
    readonly ended: unknown[];
  }
  const spans: Recorded[] = [];
  let stopRecording: () => void;

  beforeEach(() => {
    spans.length = 0;
    stopRecording = useSpans({
      startSpan: (start): Span => {
        const traceparent = `00-${(start.parent ?? trace(0)).slice(3, 35)}-${String(spans.length).padStart(16, 'c')}-01`;
        const ended: unknown[] = [];
        spans.push({ ...start, traceparent, ended });
        return { traceparent, end: (error) => void ended.push(error) };
      },
    });
  });
  afterEach(() => stopRecording());

  const consumed = (): readonly Recorded[] => spans.filter(({ kind }) => kind === 'consumer');

  it('join what an event causes to what caused it, hop by hop', async () => {
    await service.messaging.start([
      consumeBatch(shop.Sold, { group: shop.group }, (events, tx) =>
        service.messaging.outbox.appendAll(
          tx,
          shop.Returned,
          events.map((event) => ({ data: event.data, cause: event })),
        ),
      ),
      noteReturns(),
    ]);

    await sell(1, 2);

    await eventually(() => expect(returned.size).toBe(2));
    for (const serial of [1, 2]) {
      const process = spans.find(({ name, parent }) => name === 'process shop.sale.made' && parent === trace(serial));
      const send = spans.find(({ name, parent }) => name === 'send shop.sale.returned' && parent === process?.traceparent);
      const note = spans.find(({ name, parent }) => name === 'process shop.sale.returned' && parent === send?.traceparent);
      expect([process?.kind, send?.kind, note?.kind]).toEqual(['consumer', 'producer', 'consumer']);
      expect(returned.get(serial)).toBe(note?.traceparent);
      expect(process?.attributes).toMatchObject({ 'messaging.system': 'kafka', 'messaging.consumer.group.name': shop.group });
    }
    await eventually(() => expect(spans.map(({ ended }) => ended)).toEqual(spans.map(() => [undefined])));
  });

  it('are one for each event that is handled alone, which is the current trace meanwhile', async () => {
    const seen: (readonly [ReceivedEvent['traceparent'], string | undefined])[] = [];
    await service.messaging.start([
      consume(shop.Sold, { group: shop.group }, async ({ traceparent }) => void seen.push([traceparent, currentTraceparent()])),
    ]);

    await sell(1, 2);

    await eventually(() => expect(seen).toHaveLength(2));
    expect(seen).toEqual(consumed().map(({ traceparent }) => [traceparent, traceparent]));
  });

  it('end with what the handler threw', async () => {
    const refusal = new ShopError('refused');
    await service.messaging.start([
      consume(shop.Sold, { group: shop.group }, async ({ data }, tx) => {
        if (data.serial === 1) throw refusal;
        await record(tx, data);
      }),
    ]);

    await sell(1);

    await eventually(async () =>
      expect((await service.unitOfWork.run('*', (tx) => service.messaging.parked.list(tx))).items).toHaveLength(1),
    );
    expect(consumed().length).toBeGreaterThan(0);
    expect(consumed().map(({ ended }) => ended)).toEqual(consumed().map(() => [refusal]));
  });
});
