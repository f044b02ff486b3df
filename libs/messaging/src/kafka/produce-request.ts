import { BoundedMap } from '@openprepay/pace/bounded-map';
import { crc32c, type EncodedRequest, type ProduceArguments, ProduceRequests, type RecordToSend } from './kafkajs-inside.js';
import { RequestWriter } from './request-writer.js';

/** From this version on a request has batches of records; before, sets of messages. */
const FIRST_WITH_BATCHES = 3;
const NO_COMPRESSION = 0;
const MAGIC = 2;
/** Events have fewer. */
const MAX_HEADER_NAMES = 100;
/** Longer names and values are not kept. */
const MAX_NAME_LENGTH = 100;
const MAX_VALUE_LENGTH = 200;

let quick = false;

/**
 * Has what is produced written into one buffer. The client makes one of 512 bytes or more for each record and for each of its headers,
 * and copies what is in them twice: that, and collecting it, was a good part of the time of a service that produces much. What is
 * not written so (compression, transactions, times of the sender's own, older brokers) is left to the client.
 */
export function quickProduceRequests(): void {
  if (quick) return;
  quick = true;
  const { protocol } = ProduceRequests;
  ProduceRequests.protocol = (version) => {
    const make = protocol(version);
    return (produced) => {
      const { request, response } = make(produced);
      if (request.apiVersion < FIRST_WITH_BATCHES || !isPlain(produced)) return { request, response };
      return { request: { ...request, encode: () => Promise.resolve(encodeProduce(produced, Date.now())) }, response };
    };
  };
}

export const isPlain = ({ compression, transactionalId, topicData }: ProduceArguments): boolean =>
  (compression ?? NO_COMPRESSION) === NO_COMPRESSION &&
  (transactionalId ?? null) === null &&
  topicData.every(({ partitions }) => partitions.every(({ messages }) => messages.every(isPlainRecord)));

function isPlainRecord({ timestamp, headers }: RecordToSend): boolean {
  if (timestamp !== undefined) return false;
  for (const name in headers) if (typeof headers[name] !== 'string') return false;
  return true;
}

/**
 * The body of a request to produce what `isPlain`.
 *
 * @param now what the records are dated with
 * @source Kafka protocol: ProduceRequest 3 to 8, RecordBatch of magic 2, Record
 */
export function encodeProduce({ acks, timeout, topicData, ...producer }: ProduceArguments, now: number): EncodedRequest {
  const writer = new RequestWriter();
  writer.text(null);
  writer.int16(acks);
  writer.int32(timeout);
  writer.int32(topicData.length);
  for (const { topic, partitions } of topicData) {
    writer.text(topic);
    writer.int32(partitions.length);
    for (const { partition, messages, firstSequence } of partitions) {
      writer.int32(partition);
      const records = writer.begin();
      writeBatch(writer, { messages, firstSequence, now, ...producer });
      writer.end(records);
    }
  }
  const buffer = writer.written();
  return { buf: buffer, buffer };
}

interface Batch extends Pick<ProduceArguments, 'producerId' | 'producerEpoch'> {
  readonly messages: readonly RecordToSend[];
  readonly firstSequence: number;
  readonly now: number;
}

function writeBatch(writer: RequestWriter, { messages, firstSequence, now, producerId = -1, producerEpoch = 0 }: Batch): void {
  // The first offset, which the broker gives.
  writer.int64(0n);
  const batch = writer.begin();
  // The leader's epoch, which the broker gives.
  writer.int32(0);
  writer.int8(MAGIC);
  const checked = writer.begin();
  // No attributes.
  writer.int16(0);
  writer.int32(messages.length - 1);
  writer.int64(BigInt(now));
  writer.int64(BigInt(now));
  writer.int64(BigInt(producerId.toString()));
  writer.int16(producerEpoch);
  writer.int32(firstSequence);
  writer.int32(messages.length);
  for (const [offset, message] of messages.entries()) writeRecord(writer, message, offset);
  writer.endWith(checked, crc32c(writer.since(checked)));
  writer.end(batch);
}

function writeRecord(writer: RequestWriter, { key, value, headers = {} }: RecordToSend, offset: number): void {
  const record = writer.beginVarint();
  // No attributes, and of the time of the batch.
  writer.int8(0);
  writer.varint(0);
  writer.varint(offset);
  writer.varintBytes(key ?? null);
  writer.varintBytes(value);
  const names = Object.keys(headers);
  writer.varint(names.length);
  for (const name of names) writeHeader(writer, name, headers[name] as string);
  writer.endVarint(record);
}

interface KeptHeader {
  value: string;
  /** As name and value are written, once the same value has come again. */
  written: Buffer | undefined;
}

/** The last value of each name: most headers say of a message what they said of the one before. */
const keptHeaders = new Map<string, KeptHeader>();

function writeHeader(writer: RequestWriter, name: string, value: string): void {
  const kept = keptHeaders.get(name);
  if (kept?.value === value) {
    kept.written ??= ownBytes((own) => writeEach(own, name, value));
    writer.bytes(kept.written);
    return;
  }
  writeEach(writer, name, value);
  if (name.length > MAX_NAME_LENGTH || value.length > MAX_VALUE_LENGTH) return;
  if (kept !== undefined) {
    kept.value = value;
    kept.written = undefined;
  } else if (keptHeaders.size < MAX_HEADER_NAMES) keptHeaders.set(name, { value, written: undefined });
}

function writeEach(writer: RequestWriter, name: string, value: string): void {
  writer.bytes(headerName(name));
  writer.varintBytes(value);
}

const headerNames = new BoundedMap<string, Buffer>(MAX_HEADER_NAMES);

/** As it is written: they are the same for all events. */
export function headerName(name: string): Buffer {
  const known = headerNames.get(name);
  if (known !== undefined) return known;
  const written = ownBytes((writer) => writer.varintBytes(name));
  if (name.length <= MAX_NAME_LENGTH) headerNames.set(name, written);
  return written;
}

/** What is kept has a buffer of its own, no longer than itself. */
function ownBytes(write: (writer: RequestWriter) => void): Buffer {
  const writer = new RequestWriter(0);
  write(writer);
  const written = writer.written();
  const own = Buffer.allocUnsafeSlow(written.length);
  written.copy(own);
  return own;
}
