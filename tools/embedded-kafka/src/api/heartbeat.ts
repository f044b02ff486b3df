import { type Api, NOT_THROTTLED } from './api.js';
import { ResponseWriter } from '../wire/response-writer.js';

const WITH_THROTTLE = 1;

/** A member's sign of life; the answer calls it to a rebalance. */
export const heartbeatApi: Api = {
  key: 12,
  name: 'Heartbeat',
  minVersion: 0,
  maxVersion: 2,
  handle: ({ reader, version, broker, gone }) => {
    const [groupId, generation, memberId] = [reader.string(), reader.int32(), reader.string()];
    const error = broker.groups.heartbeat({ groupId, generation, memberId, line: gone });
    const response = new ResponseWriter();
    if (version >= WITH_THROTTLE) response.int32(NOT_THROTTLED);
    return response.int16(error);
  },
};
