import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startAuthority, type TestAuthority } from './authority.js';
import { RawClient } from '../src/raw-client.js';

const folder = fileURLToPath(new URL('..', import.meta.url));
const METERS = Array.from({ length: 20 }, (_, index) => String(30_000_000_000 + index));
const PER_METER = 40;

let authority: TestAuthority;
let broker: ChildProcess | undefined;

async function startProcess(port: number): Promise<number> {
  const child = spawn(process.execPath, ['dist/main.js'], {
    cwd: folder,
    env: { ...process.env, MQTT_PORT: `${port}`, MQTT_AUTH_URL: authority.authUrl, MQTT_ACL_URL: authority.aclUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  broker = child;
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const line = text.split('\n').find((candidate) => candidate.includes('"msg":"listening"'));
      if (line) resolve((JSON.parse(line) as { port: number }).port);
    });
    child.once('exit', () => reject(new Error(`the broker ended: ${text}`)));
  });
}

beforeAll(async () => {
  execFileSync('npm', ['run', 'build', '--silent'], { cwd: folder });
  authority = await startAuthority();
});

afterAll(async () => {
  broker?.kill('SIGKILL');
  await authority.stop();
});

it('loses nothing that it acknowledged when it is killed in mid-flow, and takes the rest again', async () => {
  const port = await startProcess(0);
  const durable = new Set<string>();
  const acknowledged = new Set<string>();

  for (let life = 0; life < 3; life++) {
    if (life > 0) await startProcess(port);
    const telemetry = await RawClient.login(port, 'telemetry', { clean: false });
    await telemetry.subscribe('meters/+/readings');
    const meters = await Promise.all(METERS.map((meter) => RawClient.login(port, meter)));
    let taken = 0;
    const seen = (): void => {
      for (const packet of telemetry.of('publish').slice(taken)) {
        taken++;
        durable.add(packet.payload.toString());
        telemetry.ack(packet.messageId);
        if (life < 2 && taken === 150 * (life + 1)) broker?.kill('SIGKILL');
      }
    };
    telemetry.socket.on('data', () => setImmediate(seen));

    for (const [index, meter] of meters.entries()) {
      for (let id = 1; id <= PER_METER; id++) {
        const message = `${METERS[index]}:${id}`;
        if (!acknowledged.has(message)) meter.publish(`meters/${METERS[index]}/readings`, message, { id: id, dup: life > 0 });
      }
    }
    for (const [index, meter] of meters.entries()) {
      await meter.until(() => meter.closed || meter.acked().length + countOf(acknowledged, METERS[index]!) >= PER_METER);
      for (const id of meter.acked()) acknowledged.add(`${METERS[index]}:${id}`);
      meter.socket.destroy();
    }
    telemetry.socket.destroy();
    expect([...acknowledged].filter((message) => !durable.has(message))).toEqual([]);
  }

  expect(acknowledged.size).toBe(METERS.length * PER_METER);
});

const countOf = (messages: ReadonlySet<string>, meter: string): number =>
  [...messages].filter((message) => message.startsWith(meter)).length;
