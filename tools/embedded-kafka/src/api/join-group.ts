import { kafkaError } from '../kafka-error-code.js';
import { type Api, NOT_THROTTLED } from './api.js';
import { ResponseWriter } from '../wire/response-writer.js';

const NO_GENERATION = -1;
const WITH_KNOWN_MEMBER_ID = 4;

/** Joins a consumer group; answers when its next generation stands. */
export const joinGroupApi: Api = {
  key: 11,
  name: 'JoinGroup',
  minVersion: 2,
  maxVersion: 4,
  handle: async ({ reader, version, broker, clientId, clientHost, gone }) => {
    const result = await broker.groups.join({
      groupId: reader.string(),
      sessionTimeoutMs: reader.int32(),
      rebalanceTimeoutMs: reader.int32(),
      memberId: reader.string(),
      protocolType: reader.string(),
      protocols: reader.array(() => ({ name: reader.string(), metadata: reader.bytes() })),
      ...{ clientId, clientHost, requiresKnownId: version >= WITH_KNOWN_MEMBER_ID, line: gone },
    });

    const response = new ResponseWriter().int32(NOT_THROTTLED).int16(result.error);
    if (result.error !== kafkaError.none) {
      return response.int32(NO_GENERATION).string('').string('').string(result.memberId).int32(0);
    }
    response.int32(result.generation).string(result.protocol).string(result.leader).string(result.memberId);
    return response.array(result.members, ({ memberId, metadata }) => response.string(memberId).bytes(metadata));
  },
};
