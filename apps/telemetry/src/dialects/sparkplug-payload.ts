import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { decimalOfFloat } from './decimal.js';

/** A value with its name or its alias; both in a birth, one of them later. */
export interface SparkplugMetric {
  readonly name?: string;
  readonly alias?: string;
  /** Milliseconds since 1970. */
  readonly timestamp?: number;
  readonly datatype?: number;
  readonly isNull: boolean;
  readonly value: RawValue | undefined;
}

/** As it stands on the wire: whether a number has a sign is said by the data type, which may have been told at birth alone. */
export type RawValue =
  | { readonly as: 'integer'; readonly bits: 32 | 64; readonly value: bigint }
  | { readonly as: 'float' | 'double'; readonly value: number }
  | { readonly as: 'boolean'; readonly value: boolean }
  | { readonly as: 'text'; readonly value: string };

export interface SparkplugPayload {
  readonly timestamp?: number;
  readonly seq?: number;
  readonly metrics: readonly SparkplugMetric[];
}

const MAX_METRICS = 1_024;
const FLOAT = 9;
const SIGNED: ReadonlySet<number> = new Set([1, 2, 3, 4]);
const BOOLEAN = 11;

/** @source Eclipse Sparkplug 3.0, 6.4: the fields of Payload and Metric; tables, templates and properties are passed over */
export function readSparkplug(payload: Uint8Array): SparkplugPayload {
  const reader = new BinaryReader(payload);
  const metrics: SparkplugMetric[] = [];
  const message: { timestamp?: number; seq?: number } = {};
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === 1 && type === WireType.Varint) message.timestamp = Number(reader.uint64());
    else if (field === 2 && type === WireType.LengthDelimited) {
      if (metrics.length >= MAX_METRICS) throw new RangeError(`more than ${MAX_METRICS} metrics`);
      metrics.push(readMetric(reader.bytes()));
    } else if (field === 3 && type === WireType.Varint) message.seq = Number(reader.uint64());
    else reader.skip(type, field);
  }
  return { ...message, metrics };
}

type Draft = { -readonly [Key in keyof SparkplugMetric]: SparkplugMetric[Key] };

function readMetric(bytes: Uint8Array): SparkplugMetric {
  const reader = new BinaryReader(bytes);
  const metric: Draft = { isNull: false, value: undefined };
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    readField(reader, metric, { field, type });
  }
  return metric;
}

function readField(reader: BinaryReader, metric: Draft, { field, type }: { readonly field: number; readonly type: WireType }): void {
  const { LengthDelimited, Varint, Bit32, Bit64 } = WireType;
  if (field === 1 && type === LengthDelimited) metric.name = reader.string();
  else if (field === 2 && type === Varint) metric.alias = String(reader.uint64());
  else if (field === 3 && type === Varint) metric.timestamp = Number(reader.uint64());
  else if (field === 4 && type === Varint) metric.datatype = reader.uint32();
  else if (field === 7 && type === Varint) metric.isNull = reader.bool();
  else if (field === 10 && type === Varint) metric.value = { as: 'integer', bits: 32, value: BigInt(reader.uint32()) };
  else if (field === 11 && type === Varint) metric.value = { as: 'integer', bits: 64, value: BigInt(reader.uint64()) };
  else if (field === 12 && type === Bit32) metric.value = { as: 'float', value: reader.float() };
  else if (field === 13 && type === Bit64) metric.value = { as: 'double', value: reader.double() };
  else if (field === 14 && type === Varint) metric.value = { as: 'boolean', value: reader.bool() };
  else if (field === 15 && type === LengthDelimited) metric.value = { as: 'text', value: reader.string() };
  else reader.skip(type, field);
}

/** What a value means, by its data type: integers with their sign, a float as the decimal it was written as. */
export function meaningOf(value: RawValue, datatype: number | undefined): unknown {
  switch (value.as) {
    case 'integer': {
      const bits = datatype === 4 || value.bits === 64 ? 64 : 32;
      return datatype !== undefined && SIGNED.has(datatype) ? BigInt.asIntN(bits, value.value) : value.value;
    }
    case 'float':
      return decimalOfFloat(value.value) ?? Number.NaN;
    default:
      return value.value;
  }
}

export interface WrittenMetric {
  readonly name?: string;
  readonly alias?: number;
  readonly timestamp?: number;
  readonly value: number | boolean | string | bigint;
  /** A number that is no integer is a double, unless said. */
  readonly datatype?: number;
}

/** Writes a payload; what commands to devices are made of. */
export function writeSparkplug({ timestamp, seq, metrics }: WrittenPayload): Uint8Array {
  const writer = new BinaryWriter();
  if (timestamp !== undefined) writer.tag(1, WireType.Varint).uint64(timestamp);
  for (const metric of metrics) writeMetric(writer.tag(2, WireType.LengthDelimited).fork(), metric).join();
  if (seq !== undefined) writer.tag(3, WireType.Varint).uint64(seq);
  return writer.finish();
}

export interface WrittenPayload {
  readonly timestamp?: number;
  readonly seq?: number;
  readonly metrics: readonly WrittenMetric[];
}

function writeMetric(writer: BinaryWriter, { name, alias, timestamp, value, datatype }: WrittenMetric): BinaryWriter {
  if (name !== undefined) writer.tag(1, WireType.LengthDelimited).string(name);
  if (alias !== undefined) writer.tag(2, WireType.Varint).uint64(alias);
  if (timestamp !== undefined) writer.tag(3, WireType.Varint).uint64(timestamp);
  const type = datatype ?? typeOf(value);
  writer.tag(4, WireType.Varint).uint32(type);
  if (typeof value === 'boolean') return writer.tag(14, WireType.Varint).bool(value);
  if (typeof value === 'string') return writer.tag(15, WireType.LengthDelimited).string(value);
  if (typeof value === 'bigint') return writer.tag(11, WireType.Varint).uint64(BigInt.asUintN(64, value));
  if (type === FLOAT) return writer.tag(12, WireType.Bit32).float(value);
  if (type <= 8) return writer.tag(10, WireType.Varint).uint32(value >>> 0);
  return writer.tag(13, WireType.Bit64).double(value);
}

function typeOf(value: WrittenMetric['value']): number {
  if (typeof value === 'boolean') return BOOLEAN;
  if (typeof value === 'string') return 12;
  return typeof value === 'bigint' ? 4 : 10;
}
