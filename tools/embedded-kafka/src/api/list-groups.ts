import { kafkaError } from '../kafka-error-code.js';
import { type Api, NOT_THROTTLED } from './api.js';
import { ResponseWriter } from '../wire/response-writer.js';

const WITH_THROTTLE = 1;
const CONSUMER = 'consumer';

/** All groups: those with members and those of which only offsets are left. */
export const listGroupsApi: Api = {
  key: 16,
  name: 'ListGroups',
  minVersion: 0,
  maxVersion: 2,
  handle: ({ version, broker }) => {
    const types = new Map(broker.storage.offsets.groupIds().map((id) => [id, CONSUMER]));
    for (const group of broker.groups.all()) types.set(group.id, group.protocolType);
    const response = new ResponseWriter();
    if (version >= WITH_THROTTLE) response.int32(NOT_THROTTLED);
    return response.int16(kafkaError.none).array([...types], ([id, type]) => response.string(id).string(type));
  },
};
