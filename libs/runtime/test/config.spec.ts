import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commaList, flag, parseConfig, secretFile, serviceConfigShape } from '../src/config.js';

const schema = z.object(serviceConfigShape);
const env = {
  DATABASE_URL: 'postgres://a:hunter2@localhost/x',
  KAFKA_BROKERS: 'localhost:1, 127.0.0.1:2',
  JWKS_URL: 'http://localhost/jwks',
};

describe('parseConfig', () => {
  it('fills in the defaults and splits lists', () => {
    expect(parseConfig('example', schema, env)).toMatchObject({
      PORT: 0,
      HOST: '127.0.0.1',
      KAFKA_BROKERS: ['localhost:1', '127.0.0.1:2'],
      KAFKA_PARTITIONS: 6,
      JWT_ISSUER: 'openprepay',
      JWT_ALGORITHMS: ['EdDSA'],
    });
  });

  it('names every wrong variable at once and repeats no value', () => {
    const read = (): unknown =>
      parseConfig('example', schema, { ...env, PORT: '70000', DATABASE_URL: 'mysql://a:hunter2@h/x', JWT_ALGORITHMS: 'none' });

    expect(read).toThrow(/^example cannot start:[^]*PORT[^]*DATABASE_URL|^example cannot start:[^]*DATABASE_URL[^]*PORT/);
    expect(read).toThrow(/JWT_ALGORITHMS/);
    expect(read).not.toThrow(/hunter2/);
  });
});

describe('what variables are made of', () => {
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'openprepay-config-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('a flag is true or false, and nothing else is a guess at either', () => {
    expect(['true', 'false'].map((text) => flag.parse(text))).toEqual([true, false]);
    for (const text of ['1', 'yes', 'TRUE', '']) expect(flag.safeParse(text).success).toBe(false);
  });

  it('a list has no empty items, and where one is needed an empty list is refused', () => {
    expect(commaList.parse(' a, ,b,')).toEqual(['a', 'b']);
    expect(commaList.parse('')).toEqual([]);
    for (const empty of ['', ' , ']) {
      expect(() => parseConfig('example', schema, { ...env, KAFKA_BROKERS: empty })).toThrow(/KAFKA_BROKERS/);
      expect(() => parseConfig('example', schema, { ...env, JWT_ALGORITHMS: empty })).toThrow(/JWT_ALGORITHMS/);
    }
  });

  it('a secret file gives what is in it, and one that cannot be read is named by its variable', () => {
    const file = join(folder, 'secret');
    writeFileSync(file, 'hunter2\n');
    const secrets = z.object({ PASSWORD_FILE: secretFile.optional() });

    expect(parseConfig('example', secrets, { PASSWORD_FILE: file })).toEqual({ PASSWORD_FILE: 'hunter2' });
    expect(parseConfig('example', secrets, {})).toEqual({});
    expect(() => parseConfig('example', secrets, { PASSWORD_FILE: join(folder, 'none') })).toThrow(/ENOENT[^]*PASSWORD_FILE/);
  });
});
