import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseConfig, serviceConfigShape } from '../src/service-config.js';

const schema = z.object(serviceConfigShape);
const env = { DATABASE_URL: 'postgres://a:hunter2@localhost/x', KAFKA_BROKERS: 'a:1, b:2', JWKS_URL: 'http://localhost/jwks' };

describe('parseConfig', () => {
  it('fills in the defaults and splits lists', () => {
    expect(parseConfig('example', schema, env)).toMatchObject({
      PORT: 0,
      HOST: '127.0.0.1',
      KAFKA_BROKERS: ['a:1', 'b:2'],
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
