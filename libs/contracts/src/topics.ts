/** How a topic is kept. Partition counts come from configuration: they are the unit of scale, not of meaning. */
export interface TopicDefinition {
  readonly topic: string;
  readonly cleanup: 'delete' | 'compact';
  readonly retentionMs?: number;
}

const DAY_MS = 86_400_000;

export const topics = [
  { topic: 'gateway.custodians.v1', cleanup: 'delete', retentionMs: 90 * DAY_MS },
  { topic: 'key-management.audit-heads.v1', cleanup: 'delete', retentionMs: 365 * DAY_MS },
  { topic: 'key-management.keys.v1', cleanup: 'compact' },
  { topic: 'key-management.tokens.v1', cleanup: 'delete', retentionMs: 30 * DAY_MS },
  { topic: 'vending.token-requests.v1', cleanup: 'delete', retentionMs: 30 * DAY_MS },
  { topic: 'vending.vends.v1', cleanup: 'delete', retentionMs: 90 * DAY_MS },
  { topic: 'vending.vendors.v1', cleanup: 'delete', retentionMs: 90 * DAY_MS },
  { topic: 'vending.meters.v1', cleanup: 'compact' },
  { topic: 'vending.pricing-applied.v1', cleanup: 'delete', retentionMs: DAY_MS },
  { topic: 'vending.statements.v1', cleanup: 'delete', retentionMs: 30 * DAY_MS },
  { topic: 'billing.pricing.v1', cleanup: 'compact' },
  { topic: 'billing.receipts.v1', cleanup: 'delete', retentionMs: 7 * DAY_MS },
  { topic: 'telemetry.readings.v1', cleanup: 'delete', retentionMs: 7 * DAY_MS },
  { topic: 'telemetry.meter-events.v1', cleanup: 'delete', retentionMs: 30 * DAY_MS },
  { topic: 'telemetry.token-deliveries.v1', cleanup: 'delete', retentionMs: 30 * DAY_MS },
  { topic: 'telemetry.alarms.v1', cleanup: 'delete', retentionMs: 90 * DAY_MS },
] as const satisfies readonly TopicDefinition[];
