import { isCount, isObject, type Json, matches, quickInstant } from '@openprepay/contracts/quick-codec';
import { MAX_READINGS_PER_MESSAGE, MAX_REGISTERS_PER_READING, registerValuePattern } from '@openprepay/contracts/quick-readings';
import { canonicalObis } from '@openprepay/contracts/telemetry';
import type { ReadingsUplink, RegisterReading } from './uplink.js';

/**
 * Readings as good meters write them, read by hand: a tenth of the cost, for most of all that comes. Undefined of any other
 * message, be it wrong or only unusual: then the dialect reads it, and says what is wrong.
 */
export function quickNativeReadings(json: unknown, meterNumber: string): ReadingsUplink | undefined {
  if (!isObject(json)) return undefined;
  const { meterNumber: said = meterNumber, seq, readings: asked = [json] } = json;
  if (said !== meterNumber || !isCount(seq)) return undefined;
  if (!Array.isArray(asked) || asked.length === 0 || asked.length > MAX_READINGS_PER_MESSAGE) return undefined;
  const readings: RegisterReading[] = [];
  for (const reading of asked as readonly unknown[]) {
    if (!isObject(reading)) return undefined;
    const ts = quickInstant(reading['ts']);
    const { registers } = reading;
    if (ts === undefined || !areCanonical(registers)) return undefined;
    readings.push({ ts, registers });
  }
  return { kind: 'readings', meterNumber, seq, readings, refused: [] };
}

/** At least one register, each under its one spelling. */
function areCanonical(registers: unknown): registers is Readonly<Record<string, string>> {
  if (!isObject(registers)) return false;
  const codes = Object.keys(registers);
  return codes.length > 0 && codes.length <= MAX_REGISTERS_PER_READING && codes.every((code) => isGood(code, registers));
}

const isGood = (code: string, registers: Json): boolean => canonicalObis(code) === code && matches(registerValuePattern, registers[code]);
