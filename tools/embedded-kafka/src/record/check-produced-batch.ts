import { type KafkaErrorCode, kafkaError } from '../kafka-error-code.js';
import type { TopicConfig } from '../topic-config.js';
import { HIGHEST_CODEC, isReadableCodec } from './compression.js';
import {
  BATCH_HEADER_BYTES,
  type BatchHeader,
  CURRENT_MAGIC,
  batchSizeAt,
  checksumHolds,
  codecOf,
  isControl,
  isTransactional,
  readBatchHeader,
} from './record-batch.js';
import { decodeRecords, recordsFit } from './records.js';

export type ProducedBatch =
  { readonly ok: true; readonly bytes: Buffer; readonly header: BatchHeader } | { readonly ok: false; readonly error: KafkaErrorCode };

/** Checks what a client sent for one partition: exactly one whole, intact batch that the topic takes. */
export function checkProducedBatch(bytes: Buffer | null, config: TopicConfig): ProducedBatch {
  if (bytes === null || bytes.length < BATCH_HEADER_BYTES) return refuse(kafkaError.corruptMessage);
  const header = readBatchHeader(bytes);
  if (header.magic !== CURRENT_MAGIC) return refuse(kafkaError.unsupportedForMessageFormat);
  if (batchSizeAt(bytes, 0) !== bytes.length) return refuse(kafkaError.invalidRecord);
  if (bytes.length > config.maxMessageBytes) return refuse(kafkaError.messageTooLarge);
  if (!checksumHolds(bytes, 0, bytes.length)) return refuse(kafkaError.corruptMessage);

  const error = checkHeader(header) ?? checkRecords(bytes, header, config);
  return error === undefined ? { ok: true, bytes, header } : refuse(error);
}

function checkHeader(header: BatchHeader): KafkaErrorCode | undefined {
  if (isTransactional(header)) return kafkaError.invalidRequest;
  if (isControl(header)) return kafkaError.invalidRecord;
  if (header.recordCount < 1 || header.lastOffset - header.baseOffset !== header.recordCount - 1) return kafkaError.invalidRecord;
  if (codecOf(header) > HIGHEST_CODEC) return kafkaError.unsupportedCompressionType;
  if (!Number.isSafeInteger(header.maxTimestamp) || !Number.isSafeInteger(header.producerId)) return kafkaError.invalidRecord;
  if (header.producerId >= 0 && (header.producerEpoch < 0 || header.baseSequence < 0)) return kafkaError.invalidRecord;
  return undefined;
}

function checkRecords(bytes: Buffer, header: BatchHeader, config: TopicConfig): KafkaErrorCode | undefined {
  const codec = codecOf(header);
  if (!config.compact) return codec !== 0 || recordsFit(bytes, header.recordCount) ? undefined : kafkaError.invalidRecord;
  if (!isReadableCodec(codec)) return kafkaError.unsupportedCompressionType;
  try {
    return decodeRecords(bytes).some((record) => record.key === null) ? kafkaError.invalidRecord : undefined;
  } catch {
    return kafkaError.invalidRecord;
  }
}

const refuse = (error: KafkaErrorCode): ProducedBatch => ({ ok: false, error });
