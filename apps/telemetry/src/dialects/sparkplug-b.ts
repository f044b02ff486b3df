import { canonicalObis } from '@openprepay/contracts/telemetry';
import { z } from 'zod';
import { METER_NUMBER, type Sources } from '../uplink/device-profile.js';
import { requireSize } from '../uplink/payload-json.js';
import type { RefusedPart } from '../uplink/refused-part.js';
import { UplinkRefused } from '../uplink/uplink-refused.js';
import { type Decoded, type DeviceDialect, type DeviceTopic, type Heard, publish, subscribe } from './dialect.js';
import { offline, online, registersOf, uplinksOfMany } from './said-values.js';
import { meaningOf, readSparkplug, type SparkplugMetric, type SparkplugPayload } from './sparkplug-payload.js';

const NAMESPACE = 'spBv1.0';
const TYPES = ['NBIRTH', 'NDATA', 'NDEATH', 'DBIRTH', 'DDATA', 'DDEATH'] as const;
const TYPE = new RegExp(`^(?:${TYPES.join('|')})$`);
const BD_SEQ = 'bdSeq';
const MAX_DEVICES = 16;
const MAX_NAMES = 512;
const MAX_NAME_LENGTH = 256;

const named = z.object({ name: z.string(), datatype: z.number().optional() });
const birth = z.object({ bdSeq: z.string().optional(), aliases: z.record(z.string(), named), types: z.record(z.string(), z.number()) });
/** What each birth of a meter's node (``) and of its devices has told: what numbers stand for which names. */
const memoryShape = z.object({ births: z.record(z.string(), birth) });
type Memory = z.output<typeof memoryShape>;
type Birth = z.output<typeof birth>;

/**
 * Sparkplug B: names are told at birth and numbers stand for them afterwards, so births are kept. The meter is an edge node of its
 * own (`spBv1.0/<group>/+/{meterNumber}`), or a device below one (`spBv1.0/<group>/+/<edge>/{meterNumber}`).
 *
 * @source Eclipse Sparkplug 3.0, 4 and 6
 */
export const sparkplugB: DeviceDialect = {
  topics: topicsOf,
  usual: {},
  remembers: true,
  decode: (heard) => {
    const [, , type, , device = ''] = heard.topic.split('/');
    requireSize(heard.payload);
    const payload = read(heard.payload);
    const memory = memoryOf(heard.memory);
    switch (type) {
      case 'NBIRTH':
      case 'DBIRTH':
        return born(heard, device, { payload, memory });
      case 'NDATA':
      case 'DDATA':
        return said(heard, payload, memory.births[device]);
      case 'NDEATH':
        return { uplinks: died(payload, memory.births['']) ? [offline(heard.meterNumber)] : [online(heard.meterNumber)] };
      case 'DDEATH':
        return { uplinks: [offline(heard.meterNumber)] };
      default:
        throw new UplinkRefused('telemetry.topic_unknown', 'no message of Sparkplug that a meter sends');
    }
  },
};

/** Where a node, or a device, is asked to be born again. */
export const rebirthTopic = (topic: string): string => {
  const [, group, , edge] = topic.split('/');
  return `${NAMESPACE}/${group}/NCMD/${edge}`;
};

function topicsOf(pattern: string): readonly DeviceTopic[] | undefined {
  const [namespace, group, type = '', edge, device, ...rest] = pattern.split('/');
  if (namespace !== NAMESPACE || rest.length > 0 || group === undefined || edge === undefined) return undefined;
  // In any group whatever a meter would speak in places of others', and nobody can be commanded there.
  if (group === '+') return undefined;
  if (type !== '+' && !TYPE.test(type)) return undefined;
  const of = (name: string, ...below: readonly string[]): string => [NAMESPACE, group, name, ...below].join('/');
  if (edge === METER_NUMBER && (device === undefined || device === '+'))
    return [
      ...publish(of('NBIRTH', edge), of('NDATA', edge), of('NDEATH', edge)),
      ...publish(of('DBIRTH', edge, '+'), of('DDATA', edge, '+'), of('DDEATH', edge, '+')),
      ...subscribe(of('NCMD', edge), of('NCMD', edge, '#'), of('DCMD', edge, '+'), of('DCMD', edge, '#')),
    ];
  if (device !== METER_NUMBER || edge === '+') return undefined;
  return [
    ...publish(of('DBIRTH', edge, device), of('DDATA', edge, device), of('DDEATH', edge, device)),
    ...subscribe(of('DCMD', edge, device)),
  ];
}

function read(payload: Buffer): SparkplugPayload {
  try {
    return readSparkplug(payload);
  } catch (error) {
    throw new UplinkRefused(
      'telemetry.payload_invalid',
      `no payload of Sparkplug B: ${error instanceof Error ? error.message : 'unreadable'}`,
    );
  }
}

function memoryOf(kept: unknown): Memory {
  const parsed = memoryShape.safeParse(kept);
  return parsed.success ? parsed.data : { births: {} };
}

interface Told {
  readonly payload: SparkplugPayload;
  readonly memory: Memory;
}

/** A node that is born again forgets its devices: they are born after it. */
function born(heard: Heard, device: string, { payload, memory }: Told): Decoded {
  const others = device === '' ? [] : Object.entries(memory.births).filter(([name]) => name !== device);
  if (others.length >= MAX_DEVICES) throw new UplinkRefused('telemetry.payload_invalid', `more than ${MAX_DEVICES} devices`);
  const told = birthOf(payload.metrics);
  const values = payload.metrics.flatMap((metric): readonly NamedMetric[] =>
    metric.name === undefined ? [] : [{ ...metric, name: metric.name }],
  );
  return {
    uplinks: [online(heard.meterNumber), ...readingsOf(heard, payload, { values, refused: [] }).filter(({ kind }) => kind !== 'state')],
    memory: { births: Object.fromEntries([...others, [device, told]]) },
  };
}

function birthOf(metrics: readonly SparkplugMetric[]): Birth {
  if (metrics.length > MAX_NAMES) throw new UplinkRefused('telemetry.payload_invalid', `more than ${MAX_NAMES} metrics at birth`);
  const aliases: [string, Birth['aliases'][string]][] = [];
  const types: [string, number][] = [];
  for (const { name, alias, datatype } of metrics) {
    // PostgreSQL's json holds no NUL, and the births are kept in it.
    if (name === undefined || name.length > MAX_NAME_LENGTH || name.includes('\0')) continue;
    if (alias !== undefined) aliases.push([alias, datatype === undefined ? { name } : { name, datatype }]);
    if (datatype !== undefined) types.push([name, datatype]);
  }
  const bdSeq = bdSeqOf(metrics);
  return { ...(bdSeq === undefined ? {} : { bdSeq }), aliases: Object.fromEntries(aliases), types: Object.fromEntries(types) };
}

type NamedMetric = SparkplugMetric & { readonly name: string };

function said(heard: Heard, payload: SparkplugPayload, known: Birth | undefined): Decoded {
  const values: NamedMetric[] = [];
  const refused: RefusedPart[] = [];
  for (const metric of payload.metrics) {
    const { name, datatype } = nameOf(metric, known);
    if (name === undefined) refused.push({ at: `alias ${metric.alias ?? 'none'}`, reason: 'its birth was not heard' });
    else values.push({ ...metric, name, ...(datatype === undefined ? {} : { datatype }) });
  }
  if (values.length === 0 && refused.length > 0)
    throw new UplinkRefused('telemetry.birth_missing', 'numbers stand for names, and the birth that told which was not heard');
  return { uplinks: readingsOf(heard, payload, { values, refused }) };
}

function nameOf(
  { name, alias, datatype }: SparkplugMetric,
  known: Birth | undefined,
): { name?: string | undefined; datatype?: number | undefined } {
  if (name !== undefined) return { name, datatype: datatype ?? own(known?.types, name) };
  const told = alias === undefined ? undefined : own(known?.aliases, alias);
  return { name: told?.name, datatype: datatype ?? told?.datatype };
}

const own = <T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined =>
  record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;

interface Values {
  readonly values: readonly NamedMetric[];
  readonly refused: readonly RefusedPart[];
}

/** Metrics of one time are a reading; each may have a time of its own. */
function readingsOf(heard: Heard, payload: SparkplugPayload, { values, refused }: Values): Decoded['uplinks'] {
  const byTime = new Map<number, Map<string, unknown>>();
  for (const { name, timestamp, datatype, isNull, value } of values) {
    if (isNull || value === undefined) continue;
    const at = timeOf(timestamp ?? payload.timestamp) ?? heard.receivedAt.getTime();
    const ofTime = byTime.get(at) ?? new Map<string, unknown>();
    byTime.set(at, ofTime.set(name, meaningOf(value, datatype)));
  }
  const wrong = [...refused];
  const readings = [...byTime].map(([at, named]) => {
    const { registers, refused: more } = registersOf(named, obisNames(named), heard.profile);
    wrong.push(...more);
    return { ts: new Date(at), registers };
  });
  return uplinksOfMany(heard.meterNumber, readings, wrong);
}

/** Names that are OBIS codes speak for themselves. */
function obisNames(values: ReadonlyMap<string, unknown>): Sources {
  return Object.fromEntries(
    [...values.keys()].flatMap((name) => {
      const register = canonicalObis(name);
      return register === undefined ? [] : [[register, { from: name }]];
    }),
  );
}

/** No instant of JavaScript is later. */
const LAST_MS = 8.64e15;
const timeOf = (timestamp: number | undefined): number | undefined =>
  timestamp !== undefined && timestamp > 0 && timestamp <= LAST_MS ? timestamp : undefined;

/** The broker may say that a session died which has been followed by another: its birth has a later number. */
function died({ metrics }: SparkplugPayload, known: Birth | undefined): boolean {
  const bdSeq = bdSeqOf(metrics);
  return bdSeq === undefined || known?.bdSeq === undefined || bdSeq === known.bdSeq;
}

function bdSeqOf(metrics: readonly SparkplugMetric[]): string | undefined {
  const value = metrics.find(({ name }) => name === BD_SEQ)?.value;
  return value?.as === 'integer' ? String(value.value) : undefined;
}
