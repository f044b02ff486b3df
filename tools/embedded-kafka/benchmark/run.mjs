// Throughput and latency of one broker as JSON lines {name, value, unit}: embedded-kafka of this package (build it first), or `--brokers host:port`.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import kafkajs from 'kafkajs';

const VALUE_BYTES = 200;
const BATCH_MESSAGES = 500;
const BATCHES = 400;
const BATCHES_IN_FLIGHT = 4;
const WARM_UP_BATCHES = 40;
const SINGLE_SENDS = 500;
const PARTITIONS = 12;
const MAIN = join(import.meta.dirname, '..', 'dist', 'main.js');

const { values: options } = parseArgs({ options: { brokers: { type: 'string' }, name: { type: 'string', default: 'embedded-kafka' } } });
const dataDir = mkdtempSync(join(tmpdir(), 'kafka-benchmark-'));
const broker = options.brokers ? undefined : await startBroker();
const brokers = options.brokers?.split(',') ?? [`127.0.0.1:${broker.port}`];
try {
  await measure();
} finally {
  await broker?.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

async function measure() {
  const kafka = new kafkajs.Kafka({ clientId: 'benchmark', brokers, logLevel: kafkajs.logLevel.NOTHING, retry: { retries: 10 } });
  const topic = `benchmark-${Date.now()}`;
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: PARTITIONS }], waitForLeaders: true });
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();

  print('fdatasync latency p50', median(timeSyncs()), 'ms');
  await produceBatches(producer, topic, WARM_UP_BATCHES);
  const produceMs = await timed(() => produceBatches(producer, topic, BATCHES));
  print('produced in batches', (BATCHES * BATCH_MESSAGES * 1_000) / produceMs, 'messages/s');
  const latencies = await timeSingles(producer, topic);
  print('produce latency p50, acks=all', median(latencies), 'ms');
  print('produce latency p99, acks=all', quantile(latencies, 0.99), 'ms');
  const total = (WARM_UP_BATCHES + BATCHES) * BATCH_MESSAGES + SINGLE_SENDS;
  print('consumed', (total * 1_000) / (await timeConsumption(kafka, topic, total)), 'messages/s');

  await producer.disconnect();
  await admin.deleteTopics({ topics: [topic] });
  await admin.disconnect();
}

/** What one sync of this disk costs: the floor of every acknowledged write. */
function timeSyncs() {
  const file = openSync(join(dataDir, 'sync-probe'), 'w');
  const times = Array.from({ length: 200 }, () => {
    const startedAt = performance.now();
    writeSync(file, Buffer.alloc(VALUE_BYTES));
    fdatasyncSync(file);
    return performance.now() - startedAt;
  });
  closeSync(file);
  return times;
}

async function produceBatches(producer, topic, batches) {
  const value = Buffer.alloc(VALUE_BYTES, 'x');
  const messages = Array.from({ length: BATCH_MESSAGES }, (_, index) => ({ key: `meter-${index}`, value }));
  let left = batches;
  const sendSome = async () => {
    while (left-- > 0) await producer.send({ topic, acks: -1, messages });
  };
  await Promise.all(Array.from({ length: BATCHES_IN_FLIGHT }, sendSome));
}

async function timeSingles(producer, topic) {
  const times = [];
  const value = Buffer.alloc(VALUE_BYTES, 'x');
  for (let sent = 0; sent < SINGLE_SENDS; sent++) {
    times.push(await timed(() => producer.send({ topic, acks: -1, messages: [{ key: 'one', value }] })));
  }
  return times;
}

/** From the first message to the last; joining the group is not part of it. */
async function timeConsumption(kafka, topic, total) {
  const consumer = kafka.consumer({ groupId: `${topic}-group`, maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const tookMs = await new Promise((resolve, reject) => {
    let seen = 0;
    let startedAt;
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    const eachBatch = async ({ batch }) => {
      startedAt ??= performance.now();
      seen += batch.messages.length;
      if (seen >= total) resolve(performance.now() - startedAt);
    };
    consumer.run({ eachBatch, partitionsConsumedConcurrently: 3 }).catch(reject);
  });
  await consumer.disconnect();
  return tookMs;
}

async function timed(work) {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function quantile(times, share) {
  const sorted = [...times].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

function median(times) {
  return quantile(times, 0.5);
}

function print(name, value, unit) {
  process.stdout.write(
    `${JSON.stringify({ name: `${options.name}: ${name}`, value: Number(value.toFixed(unit === 'ms' ? 3 : 0)), unit })}\n`,
  );
}

async function startBroker() {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is not there: npm run build -w @openprepay/embedded-kafka`);
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, KAFKA_DATA_DIR: dataDir, KAFKA_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entry = JSON.parse(line);
      if (entry.msg === 'listening') resolve(entry.port);
    });
    child.once('close', (code) => reject(new Error(`embedded-kafka ended with ${code}`)));
  });
  const stop = () =>
    new Promise((resolve) => {
      child.once('close', resolve);
      child.kill('SIGTERM');
    });
  return { port, stop };
}
