import { z } from 'zod';

const MAX_REASON_LENGTH = 500;

/** No line break of any kind, no other control character, and nothing that turns the direction of what stands after it. */
const ONE_LINE = /^[^\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]*$/u;

/** A name as people read it on receipts, in lists and in logs: one line that shows what it is. @param max in UTF-16 code units */
export const oneLine = (max: number) => z.string().trim().min(1).max(max).regex(ONE_LINE, 'is one line, without invisible characters');

/** Why somebody did something, in their words; several lines if they like. */
export const reason = z.string().trim().min(1).max(MAX_REASON_LENGTH);
