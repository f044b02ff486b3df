import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What the seed has made so far. It also holds what only a meter's manufacturer knows: keys and MQTT passwords. */
export interface SeedRecord {
  /** The two custodians' components of the demo's vending key, hex. */
  readonly components: readonly [string, string];
  readonly baseDone: boolean;
  readonly meters: readonly SeededMeter[];
  /** Names the sales of the demo's first day. A folder that was made before there were such has none, and gets none. */
  readonly series?: string;
  /** Its past and its first day are made. */
  readonly pastDone?: boolean;
}

export interface SeededMeter {
  readonly meterNumber: string;
  readonly accountNumber: string;
  readonly mqttPassword: string;
}

const fileOf = (dataDir: string): string => path.join(dataDir, 'secrets', 'seed.json');

/** There once the demo's users can sign in: the gateway calls the platform ready then. */
export const seededMarker = (dataDir: string): string => path.join(dataDir, 'secrets', 'seeded');

export const markSeeded = (dataDir: string): Promise<void> => writeFile(seededMarker(dataDir), '', { mode: 0o600 });

export async function readSeedRecord(dataDir: string): Promise<SeedRecord | undefined> {
  const text = await readFile(fileOf(dataDir), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as SeedRecord);
}

export async function writeSeedRecord(dataDir: string, record: SeedRecord): Promise<void> {
  await writeJson(fileOf(dataDir), record);
}

/** Replaces a file as a whole; only its owner may read it. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(`${file}.next`, JSON.stringify(value, undefined, 2), { mode: 0o600 });
  await rename(`${file}.next`, file);
}
