/** How a topic is kept. Partition counts come from configuration: they are the unit of scale, not of meaning. */
export interface TopicDefinition {
  readonly topic: string;
  readonly cleanup: 'delete' | 'compact';
  readonly retentionMs?: number;
  /** The services that read it, itself included where it does. The service that its name begins with writes it, and nobody else. */
  readonly readers?: readonly ServiceName[];
}

export type ServiceName = 'key-management' | 'vending' | 'telemetry' | 'billing' | 'gateway';
export const serviceNames: readonly ServiceName[] = ['key-management', 'vending', 'telemetry', 'billing', 'gateway'];

const DAY_MS = 86_400_000;

export const topics = [
  { topic: 'gateway.custodians.v1', cleanup: 'delete', retentionMs: 90 * DAY_MS, readers: ['key-management'] },
  { topic: 'key-management.audit-heads.v1', cleanup: 'delete', retentionMs: 365 * DAY_MS, readers: ['vending'] },
  { topic: 'key-management.issue-counts.v1', cleanup: 'delete', retentionMs: 365 * DAY_MS, readers: ['vending'] },
  { topic: 'key-management.alarms.v1', cleanup: 'delete', retentionMs: 90 * DAY_MS, readers: ['gateway'] },
  { topic: 'key-management.keys.v1', cleanup: 'compact', readers: ['vending'] },
  { topic: 'key-management.tokens.v1', cleanup: 'delete', retentionMs: 30 * DAY_MS, readers: ['vending'] },
  { topic: 'vending.token-requests.v1', cleanup: 'delete', retentionMs: 30 * DAY_MS, readers: ['key-management'] },
  { topic: 'vending.awaited-tokens.v1', cleanup: 'delete', retentionMs: DAY_MS, readers: ['key-management'] },
  { topic: 'vending.vends.v1', cleanup: 'delete', retentionMs: 90 * DAY_MS, readers: ['billing', 'telemetry', 'gateway', 'vending'] },
  { topic: 'vending.vendors.v1', cleanup: 'delete', retentionMs: 90 * DAY_MS, readers: ['billing', 'vending'] },
  { topic: 'vending.meters.v1', cleanup: 'compact', readers: ['key-management', 'telemetry', 'vending'] },
  { topic: 'vending.network.v1', cleanup: 'compact', readers: ['telemetry'] },
  { topic: 'vending.pricing-applied.v1', cleanup: 'delete', retentionMs: DAY_MS, readers: ['billing'] },
  { topic: 'vending.statements.v1', cleanup: 'delete', retentionMs: 30 * DAY_MS, readers: ['billing'] },
  { topic: 'vending.alarms.v1', cleanup: 'delete', retentionMs: 90 * DAY_MS, readers: ['gateway'] },
  { topic: 'vending.campaigns.v1', cleanup: 'delete', retentionMs: DAY_MS, readers: ['gateway'] },
  { topic: 'billing.pricing.v1', cleanup: 'compact', readers: ['vending'] },
  { topic: 'billing.receipts.v1', cleanup: 'delete', retentionMs: 7 * DAY_MS, readers: ['vending'] },
  { topic: 'telemetry.readings.v1', cleanup: 'delete', retentionMs: 7 * DAY_MS, readers: ['telemetry'] },
  { topic: 'telemetry.meter-events.v1', cleanup: 'delete', retentionMs: 30 * DAY_MS, readers: ['telemetry', 'gateway'] },
  { topic: 'telemetry.token-deliveries.v1', cleanup: 'delete', retentionMs: 30 * DAY_MS, readers: ['vending', 'gateway'] },
  { topic: 'telemetry.alarms.v1', cleanup: 'delete', retentionMs: 90 * DAY_MS, readers: ['gateway'] },
] as const satisfies readonly TopicDefinition[];
