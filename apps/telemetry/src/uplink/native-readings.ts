import { MAX_READINGS_PER_MESSAGE, MAX_REGISTERS_PER_READING } from '@openprepay/contracts/quick-readings';
import { canonicalObis, registerValue } from '@openprepay/contracts/telemetry';
import * as wire from '@openprepay/contracts/wire';
import { reasonOf, type RefusedPart } from './refused-part.js';
import { UplinkRefused } from './uplink-refused.js';
import type { RegisterReading } from './uplink.js';

export interface ReadParts {
  readonly readings: readonly RegisterReading[];
  readonly refused: readonly RefusedPart[];
}

type Json = Readonly<Record<string, unknown>>;
type Registers = Readonly<Record<string, string>>;
type Refuse = (at: string, reason: string) => void;

const MAX_SHOWN_KEY = 40;

/**
 * The readings of a message, one or many. What is wrong with one of them, or with one value, is said with its place and costs
 * nothing else.
 *
 * @throws {UplinkRefused} `telemetry.payload_invalid` where nothing of it can be kept
 */
export function readReadings(message: Json): ReadParts {
  const { places, readings: asked } = askedReadings(message);
  const refused: RefusedPart[] = [];
  const readings = asked.flatMap((reading, index) => {
    const place = places(index);
    return readOne(reading, (at, reason) => refused.push({ at: place + at, reason })) ?? [];
  });
  if (readings.length === 0) throw new UplinkRefused('telemetry.payload_invalid', reasonOf(refused));
  return { readings, refused };
}

function askedReadings(message: Json): { readonly readings: readonly unknown[]; readonly places: (index: number) => string } {
  const { readings } = message;
  if (readings === undefined) return { readings: [message], places: () => '' };
  if (!Array.isArray(readings) || readings.length === 0 || readings.length > MAX_READINGS_PER_MESSAGE)
    throw new UplinkRefused('telemetry.payload_invalid', `readings: a list of 1 to ${MAX_READINGS_PER_MESSAGE}`);
  return { readings, places: (index) => `readings.${index}.` };
}

function readOne(reading: unknown, refuse: Refuse): RegisterReading | undefined {
  if (!isObject(reading)) return void refuse('', 'a reading is an object with ts and registers');
  const ts = wire.instant.safeParse(reading['ts']);
  if (!ts.success) return void refuse('ts', 'a time in UTC, e.g. 2026-11-22T10:00:00Z');
  const registers = readRegisters(reading['registers'], refuse);
  return registers === undefined ? undefined : { ts: ts.data, registers };
}

function readRegisters(registers: unknown, refuse: Refuse): Registers | undefined {
  if (!isObject(registers)) return void refuse('registers', 'an object of decimal texts by OBIS code');
  const entries = Object.entries(registers);
  if (entries.length === 0) return void refuse('registers', 'no register');
  if (entries.length > MAX_REGISTERS_PER_READING) return void refuse('registers', `more than ${MAX_REGISTERS_PER_READING} registers`);
  const good = new Map<string, string>();
  for (const [code, value] of entries) {
    const at = `registers.${code.slice(0, MAX_SHOWN_KEY)}`;
    const register = canonicalObis(code);
    const parsed = registerValue.safeParse(value);
    if (register === undefined) refuse(at, 'no OBIS code');
    else if (!parsed.success) refuse(at, typeof value === 'string' ? 'no decimal number' : 'a decimal number is written as a text');
    else if (good.has(register) && good.get(register) !== parsed.data) refuse(at, `${register} is said twice, and differently`);
    else good.set(register, parsed.data);
  }
  return good.size === 0 ? undefined : Object.fromEntries(good);
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
