import { z } from 'zod';
import { obisSpelling } from '../telemetry.js';
import { endpoint, refusedAs, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';

const engineer = { roles: ['engineer'] } as const;
const staff = { roles: ['operator', 'engineer', 'clerk'] } as const;

/** What meters speak. */
export const DIALECTS = ['native', 'thingsboard', 'tasmota', 'shelly-gen2', 'sparkplug-b', 'obis-json'] as const;
export const dialectName = z.enum(DIALECTS);
export type DialectName = z.output<typeof dialectName>;

/** Profiles of one utility. */
export const MAX_DEVICE_PROFILES = 200;
const MAX_PATTERN_LENGTH = 200;
const MAX_SOURCE_LENGTH = 128;
const MAX_MAPPED_REGISTERS = 64;

export const deviceProfileCode = z.string().regex(/^[a-z0-9][a-z0-9-]{0,47}$/, 'small letters, digits and hyphens');

/** The place of the meter’s number is `{meterNumber}`; of thingsboard it may be the `me` of its device API. */
const topicPattern = refusedAs(
  z
    .string()
    .max(MAX_PATTERN_LENGTH)
    .regex(/^[^\s$#{}/][^\s$#{}]*$|^[^\s$#{}]*\{meterNumber\}[^\s$#{}]*$/, 'a topic with {meterNumber} in the place of the number'),
  { invalid: 'telemetry.topic_pattern_invalid' },
);

const decimal = z.string().regex(/^-?(0|[1-9]\d{0,8})(\.\d{1,9})?$/, 'a decimal number');
const source = z.string().min(1).max(MAX_SOURCE_LENGTH);
/** Where a value stands in what a device says, and what it is multiplied by to be in the register’s usual unit. */
const mapped = z.union([source, z.strictObject({ from: source, factor: decimal.optional() })]);

const registers = z
  .record(obisSpelling, mapped)
  .refine((map) => Object.keys(map).length <= MAX_MAPPED_REGISTERS, `at most ${MAX_MAPPED_REGISTERS} registers`);

const mapping = {
  registers: registers
    .optional()
    .describe('by OBIS code: the name that the device has for it, e.g. `ENERGY.Total`; beside those that the dialect knows by itself'),
  credit: mapped.optional().describe('the name that the device has for the credit that is left'),
  timeZone: z.string().max(64).optional().describe('IANA name, of devices that tell local time; the caller’s own unless said'),
};

const newProfile = z
  .strictObject({ code: deviceProfileCode, dialect: dialectName, topicPattern, ...mapping })
  .meta({ id: 'NewDeviceProfile' });
const newMapping = z.strictObject(mapping).meta({ id: 'DeviceProfileMapping' });

const deviceProfile = z
  .object({
    code: z.string(),
    dialect: dialectName,
    topicPattern: z.string(),
    topics: z
      .object({ publish: z.array(z.string()), subscribe: z.array(z.string()) })
      .describe('what a meter of this profile may use, with `{meterNumber}` in the place of its own number'),
    registers: z.record(z.string(), z.object({ from: z.string(), factor: z.string().optional() })),
    credit: z.object({ from: z.string(), factor: z.string().optional() }).optional(),
    timeZone: z.string(),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'DeviceProfile' });
export type DeviceProfileAnswer = Wire<typeof deviceProfile>;

const ofProfile = z.object({ code: deviceProfileCode });
const tag = 'Device profiles';

/** What devices speak, on which topics, and under which names they have what they measure. */
export const deviceProfileEndpoints = {
  createDeviceProfile: endpoint({
    method: 'POST',
    path: '/v1/device-profiles',
    summary: 'Describe a kind of device: its dialect, its topics, its names for registers',
    tag,
    access: engineer,
    body: newProfile,
    answers: { 201: deviceProfile },
    errors: [
      'telemetry.topic_pattern_invalid',
      'telemetry.time_zone_unknown',
      'telemetry.device_profile_exists',
      'telemetry.too_many_device_profiles',
    ],
  }),
  listDeviceProfiles: endpoint({
    method: 'GET',
    path: '/v1/device-profiles',
    summary: 'List device profiles by their code',
    tag,
    access: staff,
    query: pageQuery({}),
    answers: { 200: pageAnswer(deviceProfile) },
  }),
  readDeviceProfile: endpoint({
    method: 'GET',
    path: '/v1/device-profiles/:code',
    summary: 'Read a device profile',
    tag,
    access: staff,
    params: ofProfile,
    answers: { 200: deviceProfile },
    errors: ['telemetry.device_profile_unknown'],
  }),
  mendDeviceProfile: endpoint({
    method: 'PUT',
    path: '/v1/device-profiles/:code',
    summary: 'Replace what a profile says of registers, credit and time zone; its dialect and topics stay',
    tag,
    access: engineer,
    params: ofProfile,
    body: newMapping,
    answers: { 200: deviceProfile },
    errors: ['telemetry.device_profile_unknown', 'telemetry.time_zone_unknown'],
  }),
} as const;
