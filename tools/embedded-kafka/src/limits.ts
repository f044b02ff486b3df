/** Every bound of the broker in one place. Sizes are bytes, times milliseconds, unless the name says otherwise. */

/** Largest request frame; one beyond it closes its connection unread. */
export const MAX_REQUEST_BYTES = 32 * 1024 * 1024;
/** Most connections served at once; the rest are refused by the socket layer. */
export const MAX_CONNECTIONS = 4_096;
/** Complete requests a connection may have waiting before its socket is no longer read. */
export const MAX_QUEUED_REQUESTS = 64;
/** Bytes of those requests, at most, before the socket is no longer read. */
export const MAX_QUEUED_BYTES = 16 * 1024 * 1024;
/** Produce requests of one connection that may share one fsync while they wait for it. */
export const MAX_PIPELINED_PRODUCES = 32;
/** Unflushed bytes of all connections together, beyond which sockets are no longer read. */
export const MAX_UNFLUSHED_BYTES = 128 * 1024 * 1024;
/** Longest a stopping broker waits for requests it has already begun. */
export const STOP_GRACE_MS = 2_000;

/** Longest long poll of one fetch, whatever the client asks. */
export const MAX_FETCH_WAIT_MS = 60_000;
/** Most record bytes in one fetch response (a single larger batch still goes through). */
export const MAX_FETCH_BYTES = 55 * 1024 * 1024;
/** Uncompressed bytes that one batch of a compacted topic may unfold to. */
export const MAX_UNCOMPRESSED_BATCH_BYTES = 32 * 1024 * 1024;

export const MAX_PARTITIONS_PER_TOPIC = 1_000;
export const MAX_PARTITIONS = 20_000;
export const MAX_TOPIC_NAME_LENGTH = 249;

/** Distance between two entries of a segment's sparse index. */
export const INDEX_INTERVAL_BYTES = 16 * 1024;
/** Files kept open at once; the least recently used is closed first. */
export const MAX_OPEN_FILES = 512;
/** Bytes read at a time when a segment is scanned. */
export const SCAN_CHUNK_BYTES = 1024 * 1024;

/** A journal file is closed and its content checkpointed into the segments once it holds this much. */
export const JOURNAL_FILE_BYTES = 64 * 1024 * 1024;
/** Journal files that may await a checkpoint before writers wait for it. */
export const MAX_JOURNAL_FILES = 4;

/** Producers remembered per partition; the one idle for longest is forgotten first. */
export const MAX_PRODUCERS_PER_PARTITION = 1_000;
/** Batches remembered per producer, so that any of its retries is recognised (Kafka's own number). */
export const REMEMBERED_BATCHES = 5;
/** A producer idle for so long is forgotten (`producer.id.expiration.ms` of Kafka). */
export const PRODUCER_EXPIRATION_MS = 86_400_000;
/** Producer ids are reserved on disk in blocks, so that none is handed out twice. */
export const PRODUCER_ID_BLOCK = 1_000;

export const MIN_SESSION_TIMEOUT_MS = 1_000;
export const MAX_SESSION_TIMEOUT_MS = 1_800_000;
/** A member whose connection is closed has this long to be heard on another one. */
export const LOST_LINE_GRACE_MS = 1_000;
export const MAX_GROUP_MEMBERS = 1_000;
export const MAX_GROUPS = 10_000;
export const MAX_OFFSET_METADATA_LENGTH = 4_096;
/** Offsets of a group that has had no member for so long are forgotten (`offsets.retention.minutes` of Kafka). */
export const OFFSETS_RETENTION_MS = 7 * 86_400_000;

/** Pause between two passes of retention and compaction. */
export const MAINTENANCE_INTERVAL_MS = 30_000;
/** Distinct keys held in memory by one compaction pass; a larger log takes several passes. */
export const MAX_COMPACTION_KEYS = 500_000;
