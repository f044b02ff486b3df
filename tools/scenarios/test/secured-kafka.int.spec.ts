import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { startSecuredKafka, type SecuredKafka } from '@openprepay/testing/kafka';
import { serviceNames } from '@openprepay/contracts/topics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kafkaKinds } from './kafka-kinds.js';
import { Platform } from './platform.js';
import { until } from './until.js';

const run = promisify(execFile);
const grant = path.resolve(import.meta.dirname, '../../standalone/dist/kafka-access-main.js');

const runnable = kafkaKinds('the whole platform on a secured Apache Kafka').includes('apache');

describe.skipIf(!runnable)('on an Apache Kafka that asks for TLS, a sign-in and rights', () => {
  let kafka: SecuredKafka;
  let platform: Platform;
  beforeAll(async () => {
    kafka = await startSecuredKafka(serviceNames);
    await run(process.execPath, [grant], { env: { PATH: process.env['PATH'], ...kafka.environmentOf(kafka.superUser) } });
    const { KAFKA_USERNAME: _username, KAFKA_PASSWORD_FILE: _file, ...shared } = kafka.environmentOf('nobody');
    platform = await Platform.start({ meters: 1, env: { ...shared, KAFKA_PASSWORDS_DIR: kafka.passwordsDir } });
  }, 300_000);
  afterAll(async () => {
    await platform?.stop();
    await kafka?.stop();
  });

  it('each service does all its work by its own name: a sale is credited on the meter and booked', async () => {
    const vendor = await platform.as('vendor');
    const clerk = await platform.as('clerk');

    const { vendId } = await platform.sell(vendor, { meterNumber: platform.meter(0).meterNumber, amount: '100.00' });

    await until(async () => (await vendor.vending.readVend({ params: { vendId } })).body.delivery.state === 'credited');
    await until(async () => (await clerk.billing.listJournalEntries({ query: { reference: `vend:${vendId}` } })).body.items.length === 1);
    expect(await platform.logs()).not.toContain('AUTHORIZATION_FAILED');
  });
});
