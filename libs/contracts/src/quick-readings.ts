import { isCount, isObject, matches, type QuickCodec, quickInstant, quickText } from './quick-codec.js';
import { meterNumberPattern, meterPanPattern } from './wire.js';

/** More points in one message than this are refused at the door. */
export const MAX_READINGS_PER_MESSAGE = 500;
export const MAX_REGISTERS_PER_READING = 64;

/** A-B:C.D.E with an optional *F, as IEC 62056-61 writes it. */
export const obisPattern = /^\d{1,3}-\d{1,3}:\d{1,3}\.\d{1,3}\.\d{1,3}(\*\d{1,3})?$/;
/** An exact decimal. */
export const registerValuePattern = /^-?(0|[1-9]\d{0,17})(\.\d{1,9})?$/;

export interface Readings {
  readonly meterNumber: string;
  readonly meterPan: string;
  readonly seq: number;
  readonly receivedAt: Date;
  readonly readings: { readonly ts: Date; readonly registers: Record<string, string> }[];
}

type Registers = Record<string, string>;

/** What `ReadingsReported` says, by hand. */
export const quickReadings: QuickCodec<Readings> = {
  decode: (json) => {
    if (!isObject(json)) return undefined;
    const { meterNumber, meterPan, seq, readings } = json;
    const receivedAt = quickInstant(json['receivedAt']);
    if (receivedAt === undefined || !isIdentified(meterNumber, meterPan, seq) || !isListOfReadings(readings)) return undefined;
    const points: Readings['readings'] = [];
    for (const reading of readings) {
      if (!isObject(reading)) return undefined;
      const ts = quickInstant(reading['ts']);
      const { registers } = reading;
      if (ts === undefined || !areRegisters(registers)) return undefined;
      points.push({ ts, registers });
    }
    return { meterNumber: meterNumber as string, meterPan: meterPan as string, seq: seq as number, receivedAt, readings: points };
  },

  encode: ({ meterNumber, meterPan, seq, receivedAt, readings }) => {
    const received = quickText(receivedAt);
    if (received === undefined || !isIdentified(meterNumber, meterPan, seq) || !isListOfReadings(readings)) return undefined;
    const points: { readonly ts: string; readonly registers: Registers }[] = [];
    for (const { ts, registers } of readings) {
      const time = quickText(ts);
      if (time === undefined || !areRegisters(registers)) return undefined;
      points.push({ ts: time, registers });
    }
    return { meterNumber, meterPan, seq, receivedAt: received, readings: points };
  },
};

const isIdentified = (meterNumber: unknown, meterPan: unknown, seq: unknown): boolean =>
  matches(meterNumberPattern, meterNumber) && matches(meterPanPattern, meterPan) && isCount(seq);

const isListOfReadings = (readings: unknown): readings is readonly unknown[] =>
  Array.isArray(readings) && readings.length > 0 && readings.length <= MAX_READINGS_PER_MESSAGE;

function areRegisters(registers: unknown): registers is Registers {
  if (!isObject(registers)) return false;
  const codes = Object.keys(registers);
  return (
    codes.length <= MAX_REGISTERS_PER_READING &&
    codes.every((code) => obisPattern.test(code) && matches(registerValuePattern, registers[code]))
  );
}
