import { MAX_REGISTERS_PER_READING } from '@openprepay/contracts/quick-readings';
import { CREDIT_REGISTER } from '../shadow/shadow.js';
import type { DeviceProfile, Source, Sources } from '../uplink/device-profile.js';
import type { RefusedPart } from '../uplink/refused-part.js';
import { UplinkRefused } from '../uplink/uplink-refused.js';
import type { RegisterReading, Uplink } from '../uplink/uplink.js';
import { decimalOf, type Decimal, registerText, times } from './decimal.js';

/** What a device said, by the names it has for it: numbers, texts, truth values, and decimals that were worked out of them. */
export type SaidValues = ReadonlyMap<string, unknown>;

/** Where the disconnector stands: 1 closed, 0 open. @source IEC 62056-61, 0-0:96.3.10 */
export const RELAY_REGISTER = '0-0:96.3.10';

const MAX_DEPTH = 6;
const MAX_VALUES = 2_048;
const CLOSED: ReadonlySet<string> = new Set(['1', 'on', 'closed', 'true', 'connected']);
const OPEN: ReadonlySet<string> = new Set(['0', 'off', 'open', 'false', 'disconnected']);
/** Devices that have no counter of their own for what they say. */
const NO_SEQ = 0;

/** Every value of a JSON document by its way in, `ENERGY.Power.0`; what is nested deeper than anything a device says is left out. */
export function valuesOf(json: unknown, prefix = ''): Map<string, unknown> {
  const values = new Map<string, unknown>();
  collect(values, { json, at: prefix, depth: 0 });
  return values;
}

function collect(values: Map<string, unknown>, { json, at, depth }: { json: unknown; at: string; depth: number }): void {
  if (typeof json !== 'object' || json === null) {
    if (at !== '' && values.size < MAX_VALUES) values.set(at, json);
    return;
  }
  if (depth >= MAX_DEPTH) return;
  for (const [key, inner] of Object.entries(json)) collect(values, { json: inner, at: at === '' ? key : `${at}.${key}`, depth: depth + 1 });
}

export interface ReadRegisters {
  readonly registers: Readonly<Record<string, string>>;
  readonly refused: readonly RefusedPart[];
}

/** The registers among what was said: those of the dialect, and those of the profile in their place. */
export function registersOf(values: SaidValues, usual: Sources, { registers, credit }: DeviceProfile): ReadRegisters {
  const good: Record<string, string> = {};
  const refused: RefusedPart[] = [];
  const sources = { ...usual, ...registers, ...(credit === undefined ? {} : { [CREDIT_REGISTER]: credit }) };
  for (const [register, source] of Object.entries(sources)) {
    const said = values.get(source.from);
    if (said === undefined || said === null) continue;
    const value = register === RELAY_REGISTER ? relayText(said) : scaled(said, source);
    if (value === undefined) refused.push({ at: source.from, reason: `no value for ${register}` });
    else if (Object.keys(good).length >= MAX_REGISTERS_PER_READING) refused.push({ at: source.from, reason: 'too many registers' });
    else good[register] = value;
  }
  return { registers: good, refused };
}

function scaled(said: unknown, { factor }: Source): string | undefined {
  const value = isDecimal(said) ? said : decimalOf(said);
  if (value === undefined) return undefined;
  return registerText(factor === undefined ? value : times(value, decimalOf(factor)!));
}

const isDecimal = (value: unknown): value is Decimal =>
  typeof value === 'object' && value !== null && 'digits' in value && 'scale' in value;

function relayText(said: unknown): '0' | '1' | undefined {
  const word = String(isDecimal(said) ? registerText(said) : said).toLowerCase();
  if (CLOSED.has(word)) return '1';
  return OPEN.has(word) ? '0' : undefined;
}

export interface Said extends ReadRegisters {
  readonly meterNumber: string;
  readonly ts: Date;
}

/** Readings of one time, and where the relay stands where they say so. @throws {UplinkRefused} where all of it is wrong */
export function uplinksOf({ meterNumber, ts, registers, refused }: Said): readonly Uplink[] {
  return uplinksOfMany(meterNumber, [{ ts, registers }], refused);
}

/** @throws {UplinkRefused} `telemetry.payload_invalid` where nothing but what is refused was said */
export function uplinksOfMany(
  meterNumber: string,
  readings: readonly RegisterReading[],
  refused: readonly RefusedPart[],
): readonly Uplink[] {
  const filled = readings.filter(({ registers }) => Object.keys(registers).length > 0);
  if (filled.length === 0 && refused.length > 0)
    throw new UplinkRefused('telemetry.payload_invalid', refused.map(({ at, reason }) => `${at}: ${reason}`).join('; '));
  if (filled.length === 0) return [online(meterNumber)];
  const relay = filled.findLast(({ registers }) => registers[RELAY_REGISTER] !== undefined);
  return [
    { kind: 'readings', meterNumber, seq: NO_SEQ, readings: filled, refused },
    ...(relay === undefined ? [] : [relayMoved(meterNumber, relay)]),
  ];
}

const relayMoved = (meterNumber: string, { ts, registers }: RegisterReading): Uplink => ({
  kind: 'event',
  meterNumber,
  seq: NO_SEQ,
  ts,
  event: registers[RELAY_REGISTER] === '1' ? 'relay-closed' : 'relay-opened',
});

/** The device is there; all that is kept of a message that says nothing else. */
export const online = (meterNumber: string): Uplink => ({ kind: 'state', meterNumber, online: true });
export const offline = (meterNumber: string): Uplink => ({ kind: 'state', meterNumber, online: false });
