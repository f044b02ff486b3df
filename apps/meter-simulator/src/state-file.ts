import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import type { MeterDescription } from './meters-file.js';
import type { VirtualMeter } from './virtual-meter.js';

/** Holds the meters' keys, like the meters themselves. */
const OWNER_ONLY = 0o600;
const BIGINT = '$bigint';

/** A meter's memory, and which description it was made from. */
export interface Remembered {
  readonly made: string;
  readonly meter: VirtualMeter;
}

export type FleetState = Readonly<Record<string, Remembered>>;

/** Tells descriptions apart that make another meter: a new key is a new meter, a new password is not. */
export function makeOf({
  password: _password,
  misbehave: _misbehave,
  past: _past,
  ratePerHour: _rate,
  ...meter
}: MeterDescription): string {
  return createHash('sha256').update(encodeState(meter)).digest('hex');
}

export const encodeState = (state: unknown): string =>
  JSON.stringify(state, (_key, value: unknown) => (typeof value === 'bigint' ? { [BIGINT]: value.toString() } : value));

export const decodeState = (text: string): FleetState =>
  JSON.parse(text, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && BIGINT in value ? BigInt(value[BIGINT] as string) : value,
  ) as FleetState;

/** What the fleet remembered; nothing where there is no file yet. */
export async function readState(file: string): Promise<FleetState> {
  try {
    return decodeState(await readFile(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

/** Written aside and renamed: a crash leaves the old state or the new one. */
export async function writeState(file: string, state: FleetState): Promise<void> {
  await writeFile(`${file}.new`, encodeState(state), { mode: OWNER_ONLY });
  await rename(`${file}.new`, file);
}
