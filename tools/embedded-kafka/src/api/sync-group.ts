import { type Api, NOT_THROTTLED } from './api.js';
import { ResponseWriter } from '../wire/response-writer.js';

const WITH_THROTTLE = 1;

/** Hands over the leader's assignment, and to every member its part. */
export const syncGroupApi: Api = {
  key: 14,
  name: 'SyncGroup',
  minVersion: 0,
  maxVersion: 2,
  handle: async ({ reader, version, broker, gone }) => {
    const groupId = reader.string();
    const generation = reader.int32();
    const memberId = reader.string();
    const assignments = new Map(reader.array(() => [reader.string(), Buffer.from(reader.bytes())] as const));
    const { error, assignment } = await broker.groups.sync({ groupId, generation, memberId, assignments, line: gone });

    const response = new ResponseWriter();
    if (version >= WITH_THROTTLE) response.int32(NOT_THROTTLED);
    return response.int16(error).bytes(assignment);
  },
};
