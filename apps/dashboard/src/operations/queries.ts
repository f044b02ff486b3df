import { queryOptions } from '@tanstack/react-query';
import { gateway } from '../api/clients.js';
import { telemetry } from '../api/telemetry.js';
import { paged } from '../api/paged.js';
import { type MessageAt, type ParkedState, parkedAt, type ServiceName } from './services.js';

const READ_AGAIN_MS = 10_000;

export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: async ({ signal }) => (await gateway.readHealth({ signal })).body,
  refetchInterval: READ_AGAIN_MS,
});

/** How far a service is behind, as it says itself. */
export const operationsQuery = (service: ServiceName) =>
  queryOptions({
    queryKey: ['parked', service, 'operations'],
    queryFn: async ({ signal }) => (await parkedAt(service).readOperations({ signal })).body,
    refetchInterval: READ_AGAIN_MS,
  });

export const parkedQuery = (service: ServiceName, state: ParkedState | undefined) =>
  paged(['parked', service, 'list', state], async (cursor, signal) => {
    const { body } = await parkedAt(service).listParkedMessages({ query: { cursor, state }, signal });
    return body;
  });

export const parkedMessageQuery = ({ service, id }: MessageAt) =>
  queryOptions({
    queryKey: ['parked', service, 'one', id],
    queryFn: async ({ signal }) => (await parkedAt(service).getParkedMessage({ params: { id }, signal })).body,
  });

export const lostQuery = (service: ServiceName) =>
  paged(['lost', service], async (cursor, signal) => (await parkedAt(service).listLostRanges({ query: { cursor }, signal })).body);

export const QUARANTINE_SHOWN = ['quarantine'] as const;

export interface QuarantineFilter {
  readonly code?: string | undefined;
  readonly meterNumber?: string | undefined;
}

export const quarantineCounts = queryOptions({
  queryKey: [...QUARANTINE_SHOWN, 'counts'],
  queryFn: async ({ signal }) => (await telemetry.countQuarantine({ query: {}, signal })).body.items,
});

export const quarantineQuery = (filter: QuarantineFilter) =>
  paged(
    [...QUARANTINE_SHOWN, filter],
    async (cursor, signal) => (await telemetry.listQuarantine({ query: { cursor, ...filter }, signal })).body,
  );
