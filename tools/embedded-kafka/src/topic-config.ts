/** What a topic can be told; the names are Kafka's. Times in milliseconds, sizes in bytes, -1 = without bound. */
export interface TopicConfig {
  readonly compact: boolean;
  readonly delete: boolean;
  readonly retentionMs: number;
  readonly retentionBytes: number;
  readonly segmentBytes: number;
  readonly segmentMs: number;
  readonly deleteRetentionMs: number;
  readonly minCompactionLagMs: number;
  readonly minCleanableDirtyRatio: number;
  readonly maxMessageBytes: number;
}

/** Set values by Kafka's names, as clients wrote them; what is not set has its default. */
export type TopicConfigEntries = Readonly<Record<string, string>>;

const CLEANUP_POLICIES = ['delete', 'compact', 'compact,delete', 'delete,compact'];

/** Every topic setting that is understood: its default, and whether a value may stand. */
const settings = {
  'cleanup.policy': { default: 'delete', allows: (value: string) => CLEANUP_POLICIES.includes(value.replaceAll(' ', '')) },
  'retention.ms': { default: '604800000', allows: integerFrom(-1) },
  'retention.bytes': { default: '-1', allows: integerFrom(-1) },
  'segment.bytes': { default: '134217728', allows: integerFrom(14, 2_147_483_647) },
  'segment.ms': { default: '604800000', allows: integerFrom(1) },
  'delete.retention.ms': { default: '86400000', allows: integerFrom(0) },
  'min.compaction.lag.ms': { default: '0', allows: integerFrom(0) },
  'min.cleanable.dirty.ratio': { default: '0.5', allows: (value: string) => /^(0(\.\d+)?|1(\.0+)?)$/.test(value) },
  'max.message.bytes': { default: '1048588', allows: integerFrom(0, 2_147_483_647) },
  // One broker, one replica, time and codec as the producer chose: the only values that are true here.
  'min.insync.replicas': { default: '1', allows: (value: string) => value === '1' },
  'message.timestamp.type': { default: 'CreateTime', allows: (value: string) => value === 'CreateTime' },
  'compression.type': { default: 'producer', allows: (value: string) => value === 'producer' },
} as const satisfies Record<string, { readonly default: string; readonly allows: (value: string) => boolean }>;

export type SettingName = keyof typeof settings;
export const settingNames = Object.keys(settings) as readonly SettingName[];

const isSettingName = (name: string): name is SettingName => Object.hasOwn(settings, name);

/** @returns why the setting cannot stand, or undefined if it can */
export function refuseSetting(name: string, value: string | null): string | undefined {
  if (!isSettingName(name)) return `${name} is not a topic setting of embedded-kafka`;
  if (value === null) return `${name} needs a value`;
  return settings[name].allows(value) ? undefined : `${name} cannot be ${value} in embedded-kafka`;
}

export const settingValue = (entries: TopicConfigEntries, name: SettingName): string => entries[name] ?? settings[name].default;

/** Turns checked entries into the values the log works with. */
export function parseTopicConfig(entries: TopicConfigEntries): TopicConfig {
  const number = (name: SettingName): number => Number(settingValue(entries, name));
  const policy = settingValue(entries, 'cleanup.policy');
  return {
    compact: policy.includes('compact'),
    delete: policy.includes('delete'),
    retentionMs: number('retention.ms'),
    retentionBytes: number('retention.bytes'),
    segmentBytes: number('segment.bytes'),
    segmentMs: number('segment.ms'),
    deleteRetentionMs: number('delete.retention.ms'),
    minCompactionLagMs: number('min.compaction.lag.ms'),
    minCleanableDirtyRatio: number('min.cleanable.dirty.ratio'),
    maxMessageBytes: number('max.message.bytes'),
  };
}

function integerFrom(least: number, most: number = Number.MAX_SAFE_INTEGER): (value: string) => boolean {
  // The largest values of Kafka's 64-bit settings mean "for ever" and are let through rounded.
  return (value) => /^-?\d{1,19}$/.test(value) && Number(value) >= least && (Number(value) <= most || most === Number.MAX_SAFE_INTEGER);
}
