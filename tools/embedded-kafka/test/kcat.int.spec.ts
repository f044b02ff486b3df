import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canRun } from './support/can-run.js';
import { EmbeddedProcess } from './support/embedded-process.js';

const TIMEOUT_MS = 30_000;
const KCAT = process.env['KCAT'] ?? 'kcat';
const missing = spawnSync(KCAT, ['-V']).error === undefined ? undefined : 'kcat is not installed';

/** A client that shares no code with kafkajs: kcat, which is librdkafka. */
describe.skipIf(!canRun('embedded-kafka with kcat', missing))('kcat', () => {
  let dataDir = '';
  let broker: EmbeddedProcess;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'embedded-kafka-'));
    broker = await EmbeddedProcess.start(dataDir);
  });
  afterAll(async () => {
    await broker.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  });

  const kcat = (args: readonly string[], input = ''): string => {
    const run = spawnSync(KCAT, ['-b', `127.0.0.1:${broker.port}`, '-q', ...args], { input, encoding: 'utf8', timeout: TIMEOUT_MS });
    expect(run.status, run.stderr).toBe(0);
    return run.stdout;
  };
  const lines = Array.from({ length: 1_000 }, (_, index) => `line ${index}`);

  it.each(['none', 'gzip', 'snappy', 'lz4'])('reads back what it wrote idempotently with codec %s', (codec) => {
    const topic = `codec-${codec}`;
    kcat(['-P', '-t', topic, '-p', '0', '-z', codec, '-X', 'enable.idempotence=true'], lines.join('\n'));

    expect(kcat(['-C', '-t', topic, '-p', '0', '-o', 'beginning', '-e']).trim().split('\n')).toEqual(lines);
  });

  it('consumes in a group and goes on where it left', () => {
    kcat(['-P', '-t', 'grouped'], lines.join('\n'));
    const consume = () => kcat(['-G', 'kcat-group', '-X', 'auto.offset.reset=earliest', '-e', 'grouped']);

    expect(consume().trim().split('\n').sort()).toEqual([...lines].sort());
    expect(consume()).toBe('');
  });

  it('is told at once that there are no transactions', () => {
    const args = ['-b', `127.0.0.1:${broker.port}`, '-P', '-t', 'transacted', '-X', 'transactional.id=tx'];
    const run = spawnSync(KCAT, args, { input: 'x', encoding: 'utf8', timeout: TIMEOUT_MS });

    expect(run.status).toBe(1);
    expect(run.stderr).toContain('Fatal error');
    expect(run.stderr).not.toContain('Timed out');
  });

  it('sees the broker, its topics and offsets by time', () => {
    kcat(['-P', '-t', 'listed', '-p', '1'], 'one');
    expect(kcat(['-L', '-J'])).toContain('"listed"');
    expect(kcat(['-Q', '-t', 'listed:1:-1'])).toContain('offset 1');
  });
});
