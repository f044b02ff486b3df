import { alterConfigsApi } from '../api/alter-configs.js';
import { createPartitionsApi } from '../api/create-partitions.js';
import { createTopicsApi } from '../api/create-topics.js';
import { deleteGroupsApi } from '../api/delete-groups.js';
import { deleteRecordsApi } from '../api/delete-records.js';
import { deleteTopicsApi } from '../api/delete-topics.js';
import { describeConfigsApi } from '../api/describe-configs.js';
import { describeGroupsApi } from '../api/describe-groups.js';
import { fetchApi } from '../api/fetch.js';
import { findCoordinatorApi } from '../api/find-coordinator.js';
import { heartbeatApi } from '../api/heartbeat.js';
import { incrementalAlterConfigsApi } from '../api/incremental-alter-configs.js';
import { initProducerIdApi } from '../api/init-producer-id.js';
import { joinGroupApi } from '../api/join-group.js';
import { leaveGroupApi } from '../api/leave-group.js';
import { listGroupsApi } from '../api/list-groups.js';
import { listOffsetsApi } from '../api/list-offsets.js';
import { metadataApi } from '../api/metadata.js';
import { offsetCommitApi } from '../api/offset-commit.js';
import { offsetFetchApi } from '../api/offset-fetch.js';
import { produceApi } from '../api/produce.js';
import { syncGroupApi } from '../api/sync-group.js';
import { kafkaError } from '../kafka-error-code.js';
import { ResponseWriter } from '../wire/response-writer.js';
import { type Api, NOT_THROTTLED } from '../api/api.js';

const API_VERSIONS_KEY = 18;
const FIRST_VERSION_WITH_THROTTLE = 1;
const LAST_API_VERSIONS = 2;

/** Tells a client what is served. One that asks in a newer version gets version 0 with the error that makes it ask again. @source KIP-511 */
const apiVersionsApi: Api = {
  key: API_VERSIONS_KEY,
  name: 'ApiVersions',
  minVersion: 0,
  maxVersion: LAST_API_VERSIONS,
  handle: ({ version }) => {
    const known = version <= LAST_API_VERSIONS;
    const response = new ResponseWriter().int16(known ? kafkaError.none : kafkaError.unsupportedVersion);
    response.array(apis, (api) => response.int16(api.key).int16(api.minVersion).int16(api.maxVersion));
    return known && version >= FIRST_VERSION_WITH_THROTTLE ? response.int32(NOT_THROTTLED) : response;
  },
};

/** Every request that is served, and in which versions; none of them in the later "flexible" encoding. */
export const apis: readonly Api[] = [
  produceApi,
  fetchApi,
  listOffsetsApi,
  metadataApi,
  offsetCommitApi,
  offsetFetchApi,
  findCoordinatorApi,
  joinGroupApi,
  heartbeatApi,
  leaveGroupApi,
  syncGroupApi,
  describeGroupsApi,
  listGroupsApi,
  apiVersionsApi,
  createTopicsApi,
  deleteTopicsApi,
  deleteRecordsApi,
  initProducerIdApi,
  describeConfigsApi,
  alterConfigsApi,
  createPartitionsApi,
  deleteGroupsApi,
  incrementalAlterConfigsApi,
];

const byKey = new Map(apis.map((api) => [api.key, api]));

/** @returns undefined for a request that is not served in that version; its connection cannot go on */
export function findApi(key: number, version: number): Api | undefined {
  const api = byKey.get(key);
  if (api && api.key === API_VERSIONS_KEY) return api;
  return api && version >= api.minVersion && version <= api.maxVersion ? api : undefined;
}
