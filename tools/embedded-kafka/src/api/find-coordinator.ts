import { kafkaError } from '../kafka-error-code.js';
import { type Api, NODE_ID, NOT_THROTTLED, advertisedHost } from './api.js';
import { ResponseWriter } from '../wire/response-writer.js';

const KEY_IS_GROUP = 0;
const NO_NODE = -1;
const NO_TRANSACTIONS = 'embedded-kafka has no transactions';

/**
 * This node coordinates every group; for transactions there is no coordinator. The refusal is the one that every client
 * takes for final: librdkafka would ask again after "unsupported" until its own time is up.
 */
export const findCoordinatorApi: Api = {
  key: 10,
  name: 'FindCoordinator',
  minVersion: 0,
  maxVersion: 2,
  handle: (call) => {
    const { reader, version, broker } = call;
    reader.string();
    const isGroup = version === 0 || reader.int8() === KEY_IS_GROUP;
    const response = new ResponseWriter();
    if (version >= 1) response.int32(NOT_THROTTLED);
    response.int16(isGroup ? kafkaError.none : kafkaError.transactionalIdAuthorizationFailed);
    if (version >= 1) response.nullableString(isGroup ? null : NO_TRANSACTIONS);
    if (!isGroup) return response.int32(NO_NODE).string('').int32(NO_NODE);
    return response.int32(NODE_ID).string(advertisedHost(call)).int32(broker.port());
  },
};
