/** A number is a double on the wire; a metric without a value is a null of that type. */
export interface SparkplugMetric {
  readonly name?: string;
  readonly alias: number;
  readonly at?: Date;
  readonly value?: number | string;
}

const [DOUBLE, TEXT] = [10, 12];
const [VARINT, FIXED64, BYTES] = [0, 1, 2];

/** @source Eclipse Sparkplug 3.0, 6.4: Payload and Metric, in the wire format of protocol buffers */
export const sparkplugPayload = (at: Date, metrics: readonly SparkplugMetric[]): Buffer =>
  Buffer.concat([number(1, BigInt(at.getTime())), ...metrics.map((metric) => bytes(2, metricBytes(metric)))]);

function metricBytes({ name, alias, at, value }: SparkplugMetric): Buffer {
  const isText = typeof value === 'string';
  return Buffer.concat([
    ...(name === undefined ? [] : [bytes(1, Buffer.from(name))]),
    number(2, BigInt(alias)),
    ...(at === undefined ? [] : [number(3, BigInt(at.getTime()))]),
    number(4, BigInt(isText ? TEXT : DOUBLE)),
    value === undefined ? number(7, 1n) : isText ? bytes(15, Buffer.from(value)) : double(13, value),
  ]);
}

const tag = (field: number, type: number): Buffer => varint(BigInt((field << 3) | type));
const number = (field: number, value: bigint): Buffer => Buffer.concat([tag(field, VARINT), varint(value)]);
const bytes = (field: number, value: Buffer): Buffer => Buffer.concat([tag(field, BYTES), varint(BigInt(value.length)), value]);

function double(field: number, value: number): Buffer {
  const written = Buffer.alloc(8);
  written.writeDoubleLE(value);
  return Buffer.concat([tag(field, FIXED64), written]);
}

function varint(value: bigint): Buffer {
  const written: number[] = [];
  let left = value;
  do {
    const low = Number(left & 0x7fn);
    left >>= 7n;
    written.push(left === 0n ? low : low | 0x80);
  } while (left > 0n);
  return Buffer.from(written);
}
