import { type Api, NOT_THROTTLED } from './api.js';
import { ResponseWriter } from '../wire/response-writer.js';

const WITH_THROTTLE = 1;

/** A member goes; the others share its part. */
export const leaveGroupApi: Api = {
  key: 13,
  name: 'LeaveGroup',
  minVersion: 0,
  maxVersion: 2,
  handle: ({ reader, version, broker }) => {
    const error = broker.groups.leave(reader.string(), reader.string());
    const response = new ResponseWriter();
    if (version >= WITH_THROTTLE) response.int32(NOT_THROTTLED);
    return response.int16(error);
  },
};
