import { z } from 'zod';

const MAX_LENGTH = 32;
/** 11 or 13 digits as printed on a label, with a space or a dash between any two. */
const PATTERN = '^\\d(?:[ -]?\\d){10}(?:(?:[ -]?\\d){2})?$';

/**
 * A meter number as people write it. The pattern is stated for whoever makes requests from the document; what does not follow it,
 * and what has a wrong check digit, is refused with a code of its own, `code`.
 */
export const writtenMeterNumber = (code: string) =>
  z
    .string()
    .min(1)
    .max(MAX_LENGTH)
    .meta({
      pattern: PATTERN,
      description: `11 or 13 digits, the last one a check digit; a space or a dash between them is allowed. Else ${code}`,
    });
