import { shadowSettings } from '@openprepay/contracts/http/telemetry-commands';
import { meterEventKind, registerValue, tokenRejection } from '@openprepay/contracts/telemetry';
import { present } from '@openprepay/contracts/present';
import * as wire from '@openprepay/contracts/wire';
import { z } from 'zod';
import { meterTopic, type UplinkLeaf, uplinkLeaves } from '../mqtt/meter-topics.js';
import { readReadings } from './native-readings.js';
import { parseJson } from './payload-json.js';
import { quickNativeReadings } from './quick-native-readings.js';
import { UplinkRefused } from './uplink-refused.js';
import type { Dialect, Uplink } from './uplink.js';

const TOPIC = new RegExp(`^meters/(\\d{11}(?:\\d{2})?)/(${uplinkLeaves.join('|')})$`);
/** More digits than a counter of a meter ever has would not be told apart in JSON. */
const seq = z.int().nonnegative();
const printable = z.string().regex(/^[\x20-\x7e]*$/, 'printable ASCII');
const MAX_FIRMWARE = 64;
const MAX_CODE = 64;
const MAX_DETAIL_KEYS = 32;

/** A meter may repeat its number; then it must be its own. */
const self = { meterNumber: z.string().optional() };

const schemas = {
  readings: z.looseObject({ ...self, seq }),
  events: z.object({
    ...self,
    seq,
    ts: wire.instant,
    kind: meterEventKind,
    detail: z
      .record(z.string(), z.unknown())
      .refine((map) => Object.keys(map).length <= MAX_DETAIL_KEYS, 'too much detail')
      .optional(),
  }),
  'token-results': z.discriminatedUnion('result', [
    z.object({
      ...self,
      deliveryId: z.uuid(),
      token: wire.tokenDigits,
      result: z.literal('accepted'),
      creditRemaining: registerValue.optional(),
    }),
    z.object({
      ...self,
      deliveryId: z.uuid(),
      token: wire.tokenDigits,
      result: z.literal('rejected'),
      code: tokenRejection,
      creditRemaining: registerValue.optional(),
    }),
  ]),
  'command-results': z.object({
    ...self,
    commandId: z.uuid(),
    result: z.enum(['accepted', 'rejected']),
    code: printable.max(MAX_CODE).optional(),
  }),
  state: z.object({
    ...self,
    online: z.boolean(),
    firmware: printable.max(MAX_FIRMWARE).optional(),
    ...shadowSettings.shape,
  }),
} as const satisfies Record<UplinkLeaf, z.ZodType>;

/** The dialect of this platform: JSON under `meters/{meterNumber}/…`. */
export const nativeDialect: Dialect = {
  name: 'native',
  filters: uplinkLeaves.map((leaf) => meterTopic('+', leaf)),
  meterOf: (topic) => TOPIC.exec(topic)?.[1],
  decode(topic, payload) {
    const match = TOPIC.exec(topic);
    if (!match) throw new UplinkRefused('telemetry.topic_unknown', 'no meter speaks on this topic');
    return toUplink(match[1]!, match[2] as UplinkLeaf, parseJson(payload));
  },
};

function toUplink(meterNumber: string, leaf: UplinkLeaf, json: unknown): Uplink {
  switch (leaf) {
    case 'readings': {
      const quick = quickNativeReadings(json, meterNumber);
      if (quick !== undefined) return quick;
      const { seq: number, ...message } = read(schemas.readings, json, meterNumber);
      return { kind: 'readings', meterNumber, seq: number, ...readReadings(message) };
    }
    case 'events': {
      const { seq: number, ts, kind: event, detail } = read(schemas.events, json, meterNumber);
      return present({ kind: 'event', meterNumber, seq: number, ts, event, detail });
    }
    case 'token-results': {
      const result = read(schemas['token-results'], json, meterNumber);
      const { deliveryId, token, creditRemaining } = result;
      const verdict = result.result === 'accepted' ? ({ accepted: true } as const) : ({ accepted: false, code: result.code } as const);
      return present({ kind: 'token-result', meterNumber, deliveryId, token, verdict, creditRemaining });
    }
    case 'command-results': {
      const { commandId, result, code } = read(schemas['command-results'], json, meterNumber);
      return present({ kind: 'command-result', meterNumber, commandId, accepted: result === 'accepted', code });
    }
    case 'state': {
      const { online, firmware, relay, intervalSeconds, tariffIndex, powerLimitWatts } = read(schemas.state, json, meterNumber);
      const settings = present({ relay, intervalSeconds, tariffIndex, powerLimitWatts });
      return present({ kind: 'state', meterNumber, online, firmware, settings: Object.keys(settings).length === 0 ? undefined : settings });
    }
  }
}

function read<Data extends { readonly meterNumber?: string | undefined }>(
  schema: z.ZodType<Data>,
  json: unknown,
  meterNumber: string,
): Data {
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new UplinkRefused('telemetry.payload_invalid', firstIssue(parsed.error));
  if (parsed.data.meterNumber !== undefined && parsed.data.meterNumber !== meterNumber) {
    throw new UplinkRefused('telemetry.meter_number_mismatch', 'the payload names another meter than the topic');
  }
  return parsed.data;
}

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined ? 'not of the expected shape' : `${issue.path.map(String).join('.') || 'payload'}: ${issue.message}`;
}
