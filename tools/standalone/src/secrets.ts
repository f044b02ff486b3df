import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ServicePasswords } from './databases.js';
import { services } from './services.js';

/** What the parts of one machine share to know each other by; made once per data folder, readable by its owner only. */
export interface Secrets {
  readonly demoPassword: string;
  readonly postgresPassword: string;
  /** Of the role that each service works as. */
  readonly databasePasswords: ServicePasswords;
  readonly mqttServicePassword: string;
  readonly brokerAuthSecret: string;
}

const SECRET_BYTES = 24;
/** Short enough to type, long enough not to be guessed: 72 bits. */
const DEMO_PASSWORD_BYTES = 9;

const secret = (bytes: number): string => randomBytes(bytes).toString('base64url');

/** What is kept stays; a service that has none gets one. */
const passwordOfEach = (kept: Partial<ServicePasswords> = {}): ServicePasswords =>
  Object.fromEntries(services.map((service) => [service, kept[service] ?? secret(SECRET_BYTES)])) as ServicePasswords;

/** Reads the folder's secrets, making what is missing. A wanted demo password takes the place of a random one. */
export async function loadSecrets(dataDir: string, demoPassword: string | undefined): Promise<Secrets> {
  const file = path.join(dataDir, 'secrets.json');
  const kept = JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as Partial<Secrets>;
  const secrets: Secrets = {
    demoPassword: demoPassword ?? kept.demoPassword ?? secret(DEMO_PASSWORD_BYTES),
    postgresPassword: kept.postgresPassword ?? secret(SECRET_BYTES),
    databasePasswords: passwordOfEach(kept.databasePasswords),
    mqttServicePassword: kept.mqttServicePassword ?? secret(SECRET_BYTES),
    brokerAuthSecret: kept.brokerAuthSecret ?? secret(SECRET_BYTES),
  };
  await writeFile(`${file}.next`, JSON.stringify(secrets, undefined, 2), { mode: 0o600 });
  await rename(`${file}.next`, file);
  return secrets;
}
