import { kafkaError } from '../kafka-error-code.js';
import { type Api, NOT_THROTTLED } from './api.js';
import { ResponseWriter } from '../wire/response-writer.js';

const NO_PRODUCER = -1;
const FIRST_EPOCH = 0;

/** Gives an idempotent producer its id. A transactional one is refused: there are no transactions here. */
export const initProducerIdApi: Api = {
  key: 22,
  name: 'InitProducerId',
  minVersion: 0,
  maxVersion: 1,
  handle: async ({ reader, broker }) => {
    const transactionalId = reader.nullableString();
    reader.int32();
    const response = new ResponseWriter().int32(NOT_THROTTLED);
    if (transactionalId !== null)
      return response.int16(kafkaError.transactionalIdAuthorizationFailed).int64(NO_PRODUCER).int16(NO_PRODUCER);
    const producerId = await broker.storage.producerIds.allocate();
    return response.int16(kafkaError.none).int64(producerId).int16(FIRST_EPOCH);
  },
};
