import { z } from 'zod';
import { defineEvent } from './event.js';
import { requestSignature } from './signed-request.js';
import * as wire from './wire.js';

/** As the vault's rows have it, whoever wrote them: longer or stranger text than a meter's number is still told, or its beginning; in UTF-16. */
export const MAX_TEXT = 64;
const text = z.string().max(MAX_TEXT);
/** Of any version and variant: a row that somebody has written is told all the same. */
const requestId = z.guid();
/** Issues that one event lists at most: some 60 kB. */
export const MAX_ISSUES_LISTED = 500;
/** Supply groups × kinds × requesters of one hour. */
const MAX_COUNTS = 10_000;

/** What issues are counted by. */
const group = {
  supplyGroupCode: text,
  /** A token's kind, or `key-change`: of a request for several tokens that of the first. */
  kind: text,
  /** Who asked: the first 16 hexadecimal digits of the SHA-256 of the public key that knows the request's signature; `unsigned`, or `unknown` of what was not asked for. */
  requester: text,
} as const;

/**
 * Requests that the vault has issued tokens for within an hour, some of one group: they come in order of their ids, group by group. All
 * parts of a statement together are all of the hour.
 */
export const IssuesListed = defineEvent({
  type: 'key-management.issues.listed',
  topic: 'key-management.issue-counts.v1',
  data: z.object({
    statementId: z.uuid(),
    hour: wire.instant,
    /** 1 to the statement's `parts`. */
    part: z.int().min(1),
    ...group,
    issues: z
      .array(z.object({ requestId, meterNumber: text, issuedAt: wire.instant }))
      .min(1)
      .max(MAX_ISSUES_LISTED),
  }),
  key: (_data, utility) => utility,
});

/** What the vault has issued within an hour (UTC) that is over, counted from its rows and sealed with a key that its database does not hold. */
export const IssuesCounted = defineEvent({
  type: 'key-management.issues.counted',
  topic: 'key-management.issue-counts.v1',
  data: z.object({
    statementId: z.uuid(),
    /** Its beginning. */
    hour: wire.instant,
    /** 1, and one more each time that the hour's rows are found to be more than was stated: the whole hour is stated anew. */
    revision: z.int().min(1),
    /** Events that list the requests. */
    parts: z.int().min(0),
    counts: z
      .array(
        z.object({
          ...group,
          requests: z.int().min(1),
          tokens: z.int().min(0),
          /** SHA-256 over the request ids in their order, each with a line feed behind it. */
          requestIdsHash: z.string().regex(/^[0-9a-f]{64}$/),
        }),
      )
      .max(MAX_COUNTS),
    countedAt: wire.instant,
    /** The seal: of the vault, as a request's is of whoever asks. */
    signature: requestSignature.optional(),
  }),
  key: (_data, utility) => utility,
});
