import { eventually } from '@openprepay/testing/eventually';
import { type ServiceUnderTest, startService } from '@openprepay/testing/start-service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLOCK } from '../src/service.js';
import { WatchedClock } from '../src/watched-clock.js';
import { exampleService } from './example-service.js';

const YEAR_MS = 365 * 86_400_000;

let shiftMs = 0;
let example: ServiceUnderTest;
beforeAll(async () => {
  const clock = new WatchedClock({ wallMs: () => Date.now() + shiftMs, steadyMs: () => performance.now() });
  example = await startService(exampleService, { env: { CLOCK_CHECK_MS: '50' }, override: [[CLOCK, clock]] });
});
afterAll(() => example.stop());

const list = () => example.call('GET', '/v1/notes', { as: { roles: ['clerk'] } });
const readiness = async (): Promise<{ readonly status: number; readonly text: string }> => {
  const response = await fetch(`${example.service.url}/health/ready`);
  return { status: response.status, text: await response.text() };
};

const skewSeconds = async (): Promise<number> => {
  const text = await (await fetch(`${example.service.url}/metrics`)).text();
  return Number(/^openprepay_clock_skew_seconds (\S+)$/m.exec(text)?.[1] ?? Number.NaN);
};

describe.each([
  ['half a minute ahead', 30_000],
  ['half a minute behind', -30_000],
])('a service whose clock is %s of its database’s', (_, shift) => {
  it('serves, and its metrics say by how much', async () => {
    shiftMs = shift;

    await eventually(async () => expect(Math.abs((await skewSeconds()) - shift / 1_000)).toBeLessThan(5));
    expect((await list()).status).toBe(200);

    shiftMs = 0;
    await eventually(async () => expect(Math.abs(await skewSeconds())).toBeLessThan(5));
  });
});

describe.each([
  ['ahead', YEAR_MS],
  ['back', -YEAR_MS],
])('a service whose clock is set a year %s', (_, shift) => {
  it('is unavailable under a name, to those who are signed in as to those who are not, and serves once it is right', async () => {
    expect((await list()).status).toBe(200);

    shiftMs = shift;
    expect(await list()).toMatchObject({
      status: 503,
      body: { code: 'service.unavailable', detail: expect.stringContaining('clock') as string },
    });
    expect(await readiness()).toMatchObject({ status: 503, text: expect.stringContaining('clock') as string });
    await eventually(async () => expect((await readiness()).text).toContain('beside the database’s'));
    expect((await list()).status).toBe(503);

    shiftMs = 0;
    await eventually(async () => expect((await list()).status).toBe(200));
    expect((await readiness()).status).toBe(200);
  });
});
