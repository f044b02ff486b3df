import { appendFile, mkdtemp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEmbeddedKafka } from '../src/broker.js';
import { EmbeddedProcess } from './support/embedded-process.js';
import { createTopic, kafkaClient, readAll, withProducer } from './support/kafka-client.js';

const MESSAGES = 500;
const values = Array.from({ length: MESSAGES }, (_, index) => `value ${index}`);

describe('the data folder', () => {
  let dataDir = '';
  let broker: EmbeddedProcess;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'embedded-kafka-'));
    broker = await EmbeddedProcess.start(dataDir);
  });
  afterEach(async () => {
    await broker.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  });

  const files = async (suffix: string): Promise<string[]> => {
    const names = await readdir(dataDir, { recursive: true });
    return names.filter((name) => name.endsWith(suffix)).map((name) => join(dataDir, name));
  };
  const kafka = () => kafkaClient([`127.0.0.1:${broker.port}`]);
  const fill = async (): Promise<string> => {
    const topic = await createTopic(kafka(), 'kept', { partitions: 3 });
    await withProducer(kafka(), async (producer) => {
      for (let at = 0; at < MESSAGES; at += 50)
        await producer.send({ topic, messages: values.slice(at, at + 50).map((value) => ({ key: value, value })) });
    });
    return topic;
  };
  const stored = async (topic: string) => (await readAll(kafka(), topic)).map(({ value }) => value).sort();

  it('gives everything back when the segments lost their unsynced tails (power cut)', async () => {
    const topic = await fill();
    await broker.kill();
    for (const [index, segment] of (await files('.log')).entries())
      await truncate(segment, index === 0 ? 0 : Math.floor((await stat(segment)).size / 2));

    await broker.revive();

    expect(await stored(topic)).toEqual([...values].sort());
  });

  it('gives everything back when unsynced pages of the segments hold garbage', async () => {
    const topic = await fill();
    await broker.kill();
    for (const segment of await files('.log')) await writeFile(segment, Buffer.alloc((await stat(segment)).size, 0x5a));

    await broker.revive();

    expect(await stored(topic)).toEqual([...values].sort());
  });

  it('ignores a torn end of the journal and of a segment, and goes on after it', async () => {
    const topic = await fill();
    await broker.kill();
    for (const file of [...(await files('.log')), ...(await files('.journal'))]) await appendFile(file, Buffer.alloc(100, 1));

    await broker.revive();
    await withProducer(kafka(), (producer) => producer.send({ topic, messages: [{ value: 'zzz' }] }));
    await broker.kill();
    await broker.revive();

    expect(await stored(topic)).toEqual([...values, 'zzz'].sort());
  });

  it('gives everything back after an orderly stop without reading the journal, and without the indexes', async () => {
    const topic = await fill();
    await broker.stop();
    for (const file of [...(await files('.journal')), ...(await files('.index'))]) await rm(file);

    await broker.revive();

    expect(await stored(topic)).toEqual([...values].sort());
  });

  it('is used by one broker at a time', async () => {
    await expect(startEmbeddedKafka({ dataDir })).rejects.toMatchObject({ code: 'embedded-kafka.data_dir_in_use' });
  });

  it('cannot be served on a port in use, and says which', async () => {
    const other = await mkdtemp(join(tmpdir(), 'embedded-kafka-'));
    const started = startEmbeddedKafka({ dataDir: other, port: broker.port });
    await expect(started).rejects.toMatchObject({
      code: 'embedded-kafka.port_in_use',
      message: expect.stringContaining(`${broker.port}`) as string,
    });
    await rm(other, { recursive: true, force: true, maxRetries: 5 });
  });
});

describe('startEmbeddedKafka', () => {
  it('starts, stops and starts again in one process, keeping records and offsets', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'embedded-kafka-'));
    const first = await startEmbeddedKafka({ dataDir, defaultPartitions: 2 });
    const topic = await createTopic(kafkaClient(first.brokers), 'kept', { partitions: -1 });
    await withProducer(kafkaClient(first.brokers), (producer) => producer.send({ topic, messages: [{ value: 'x', partition: 1 }] }));
    await first.stop();

    const second = await startEmbeddedKafka({ dataDir, port: first.port });

    expect(await readAll(kafkaClient(second.brokers), topic)).toMatchObject([{ partition: 1, offset: 0, value: 'x' }]);
    await second.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  });
});
