import { eventually } from './eventually.js';
import type { RawClient } from './raw-client.js';

const JOIN_GROUP = 11;
const HEARTBEAT = 12;
const SYNC_GROUP = 14;
const COORDINATOR_LOADING = 14;
const COORDINATOR_NOT_AVAILABLE = 15;
const NOT_COORDINATOR = 16;
const REBALANCE_TIMEOUT_MS = 5_000;

interface NewMember {
  readonly sessionTimeoutMs: number;
}

export interface RawMember {
  readonly memberId: string;
  readonly generation: number;
}

/** Joins alone, as leader and only member, and takes its (empty) part. */
export async function joinRaw(client: RawClient, groupId: string, member: NewMember): Promise<RawMember> {
  const { generation, memberId } = await joinOnce(client, groupId, { ...member, version: 2 });
  const body = await client.request(SYNC_GROUP, 1, (request) =>
    request
      .string(groupId)
      .int32(generation)
      .string(memberId)
      .array([], () => request),
  );
  body.int32();
  const error = body.int16();
  if (error !== 0) throw new Error(`the group did not take its assignment: ${error}`);
  return { memberId, generation };
}

/** Asks for an id as clients do since version 4, and does not join with it. */
export const askForMemberId = (client: RawClient, groupId: string, member: NewMember): Promise<RawMember> =>
  joinOnce(client, groupId, { ...member, version: 4 });

/** @returns the error code */
export async function heartbeatRaw(client: RawClient, groupId: string, { generation, memberId }: RawMember): Promise<number> {
  const body = await client.request(HEARTBEAT, 1, (request) => request.string(groupId).int32(generation).string(memberId));
  body.int32();
  return body.int16();
}

/** Asks again while the coordinator (of Apache Kafka, soon after its start) is not there yet. */
async function joinOnce(
  client: RawClient,
  groupId: string,
  { sessionTimeoutMs, version }: NewMember & { readonly version: number },
): Promise<RawMember> {
  return eventually('the group takes a member', async () => {
    const body = await client.request(JOIN_GROUP, version, (request) =>
      request
        .string(groupId)
        .int32(sessionTimeoutMs)
        .int32(REBALANCE_TIMEOUT_MS)
        .string('')
        .string('consumer')
        .array(['range'], (name) => request.string(name).bytes(Buffer.alloc(0))),
    );
    body.int32();
    const error = body.int16();
    if ([COORDINATOR_LOADING, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR].includes(error)) return undefined;
    const generation = body.int32();
    body.string();
    body.string();
    return { generation, memberId: body.string() };
  });
}
