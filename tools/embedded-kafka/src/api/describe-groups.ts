import { kafkaError } from '../kafka-error-code.js';
import { type Api, NOT_THROTTLED } from './api.js';
import { ResponseWriter } from '../wire/response-writer.js';

const WITH_THROTTLE = 1;
/** State of a group that is not there. */
const DEAD = 'Dead';
const EMPTY = 'Empty';

/** State and members of groups. */
export const describeGroupsApi: Api = {
  key: 15,
  name: 'DescribeGroups',
  minVersion: 0,
  maxVersion: 2,
  handle: ({ reader, version, broker }) => {
    const ids = reader.array(() => reader.string());
    const response = new ResponseWriter();
    if (version >= WITH_THROTTLE) response.int32(NOT_THROTTLED);
    return response.array(ids, (id) => {
      const group = broker.groups.get(id);
      const stateWithoutMembers = broker.storage.offsets.ofGroup(id).length > 0 ? EMPTY : DEAD;
      response
        .int16(kafkaError.none)
        .string(id)
        .string(group?.state ?? stateWithoutMembers);
      response.string(group?.protocolType ?? '').string(group?.protocol ?? '');
      response.array([...(group?.members.values() ?? [])], (member) => {
        response.string(member.id).string(member.clientId).string(member.clientHost);
        response.bytes(group!.metadataOf(member)).bytes(member.assignment);
      });
    });
  },
};
