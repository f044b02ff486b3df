import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseConfig, serviceConfigShape } from '../src/config.js';
import { kafkaSecurity } from '../src/transport.js';

const schema = z.object({ ...serviceConfigShape, MQTT_URL: z.string().optional() });
const local = { DATABASE_URL: 'postgres://a:hunter2@localhost/x', KAFKA_BROKERS: '127.0.0.1:9092', JWKS_URL: 'http://[::1]:1/jwks' };
const read = (changes: Readonly<Record<string, string>> = {}) => parseConfig('example', schema, { ...local, ...changes });

describe('an address off this machine', () => {
  it('is none on loopback, however that is written', () => {
    expect(() => read({ MQTT_URL: 'mqtt://127.0.0.1' })).not.toThrow();
    expect(() => read({ DATABASE_URL: 'postgres://a@127.12.0.3/x' })).not.toThrow();
  });

  it.each([
    ['KAFKA_BROKERS', 'kafka:9092', 'KAFKA_INSECURE'],
    ['KAFKA_BROKERS', '127.0.0.1:9092,10.0.0.1:9092', 'KAFKA_INSECURE'],
    ['DATABASE_URL', 'postgres://a:hunter2@db/x', 'DATABASE_INSECURE'],
    ['DATABASE_URL', 'postgresql://a:hunter2@127.0.0.1.example/x', 'DATABASE_INSECURE'],
    ['DATABASE_URL', 'postgres://a:hunter2@localhost/x?host=db.example.org', 'DATABASE_INSECURE'],
    ['DATABASE_URL', 'postgres://a:hunter2@db/x?sslmode=require', 'DATABASE_INSECURE'],
    ['DATABASE_URL', 'postgres://a:hunter2@db/x?sslmode=no-verify', 'DATABASE_INSECURE'],
    ['JWKS_URL', 'http://gateway:3000/jwks', 'HTTP_INSECURE'],
    ['MQTT_URL', 'mqtt://mosquitto:1883', 'MQTT_INSECURE'],
  ])('starts nothing in the clear: %s=%s, unless %s=true says that it may', (name, value, allowedBy) => {
    const start = () => read({ [name]: value });
    expect(start).toThrow(new RegExp(`^example cannot start:[^]*${name} leads off this machine in the clear[^]*${allowedBy}`));
    expect(start).not.toThrow(/hunter2/);
    expect(() => read({ [name]: value, [allowedBy]: 'true' })).not.toThrow();
    for (const other of ['1', 'yes', 'false']) expect(() => read({ [name]: value, [allowedBy]: other })).toThrow(allowedBy);
  });

  it.each([
    { KAFKA_BROKERS: 'kafka:9093', KAFKA_TLS: 'true' },
    { DATABASE_URL: 'postgres://a@db/x?sslmode=verify-full&sslrootcert=/ca.pem' },
    { JWKS_URL: 'https://gateway/jwks' },
    { MQTT_URL: 'mqtts://mosquitto' },
  ])('is fine encrypted: %o', (variables) => {
    expect(() => read(variables as unknown as Readonly<Record<string, string>>)).not.toThrow();
  });

  it('names every one that is open at once', () => {
    const start = () => read({ KAFKA_BROKERS: 'kafka:1', JWKS_URL: 'http://g/jwks', DATABASE_URL: 'postgres://db/x' });
    for (const name of ['KAFKA_BROKERS', 'JWKS_URL', 'DATABASE_URL']) expect(start).toThrow(name);
  });
});

describe('secrets in files', () => {
  let folder: string;
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'openprepay-transport-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('put the password and the authority into the database’s URL', () => {
    const { DATABASE_URL } = read({
      DATABASE_URL: 'postgres://app@db.example/x',
      DATABASE_PASSWORD_FILE: file('password', 'p@ss/wörd\n'),
      DATABASE_CA_FILE: '/ca.pem',
    });

    const url = new URL(DATABASE_URL);
    expect([decodeURIComponent(url.password), url.searchParams.get('sslmode'), url.searchParams.get('sslrootcert')]).toEqual([
      'p@ss/wörd',
      'verify-full',
      '/ca.pem',
    ]);
  });

  it('name a user of Kafka, its authority and its own certificate', () => {
    const [ca, cert, key] = ['ca', 'cert', 'key'].map((name) => file(name, name));
    const variables = { KAFKA_TLS: 'true', KAFKA_CA_FILE: ca!, KAFKA_CERT_FILE: cert!, KAFKA_KEY_FILE: key! };
    const login = { KAFKA_SASL_MECHANISM: 'scram-sha-512', KAFKA_USERNAME: 'vending', KAFKA_PASSWORD_FILE: file('secret', 'hunter2\n') };

    expect(kafkaSecurity(read())).toEqual({});
    expect(kafkaSecurity(read({ ...variables, ...login }))).toEqual({
      tls: { ca: 'ca', cert: 'cert', key: 'key' },
      sasl: { mechanism: 'scram-sha-512', username: 'vending', password: 'hunter2' },
    });
  });

  it.each([
    [{ KAFKA_USERNAME: 'vending' }, 'belong together'],
    [{ KAFKA_SASL_MECHANISM: 'plain', KAFKA_USERNAME: 'vending' }, 'belong together'],
    [{ KAFKA_TLS: 'true', KAFKA_CERT_FILE: '/x' }, 'belong together'],
    [{ KAFKA_CA_FILE: '/x' }, 'need KAFKA_TLS=true'],
  ])('are refused half told: %o', (variables, why) => {
    expect(() => kafkaSecurity(read(variables as unknown as Readonly<Record<string, string>>))).toThrow(why);
  });
});
