import { FORGOTTEN } from '../group/committed-offsets.js';
import { kafkaError, type KafkaErrorCode } from '../kafka-error-code.js';
import { type Api, type BrokerState, NOT_THROTTLED } from './api.js';
import { ResponseWriter } from '../wire/response-writer.js';

/** Deletes groups that have no members, with their offsets. */
export const deleteGroupsApi: Api = {
  key: 42,
  name: 'DeleteGroups',
  minVersion: 0,
  maxVersion: 1,
  handle: async ({ reader, broker }) => {
    const results: { readonly id: string; readonly error: KafkaErrorCode }[] = [];
    for (const id of reader.array(() => reader.string())) results.push({ id, error: await remove(broker, id) });
    const response = new ResponseWriter().int32(NOT_THROTTLED);
    return response.array(results, ({ id, error }) => response.string(id).int16(error));
  },
};

async function remove({ groups, storage }: BrokerState, id: string): Promise<KafkaErrorCode> {
  const offsets = storage.offsets.ofGroup(id);
  const removed = groups.remove(id);
  if (removed === 'busy') return kafkaError.nonEmptyGroup;
  if (removed === 'unknown' && offsets.length === 0) return kafkaError.groupIdNotFound;
  await storage.commitOffsets(offsets.map((entry) => ({ ...entry, offset: FORGOTTEN })));
  return kafkaError.none;
}
