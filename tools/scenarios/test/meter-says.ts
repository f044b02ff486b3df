import { connectAsync } from 'mqtt';
import type { KnownMeter } from './working-utility.js';

/** What one meter says on one of its topics; returns once the broker has it. */
export async function meterSays(
  mqttUrl: string,
  { meterNumber, password }: KnownMeter,
  { topic, payload }: { readonly topic: string; readonly payload: string },
): Promise<void> {
  const client = await connectAsync(mqttUrl, { clientId: meterNumber, username: meterNumber, password, reconnectPeriod: 0 });
  await client.publishAsync(`meters/${meterNumber}/${topic}`, payload, { qos: 1 });
  await client.endAsync(true);
}
