export type XmlvendErrorCode =
  | 'xmlvend.too_large'
  | 'xmlvend.encoding_refused'
  | 'xmlvend.not_well_formed'
  | 'xmlvend.dtd_refused'
  | 'xmlvend.too_deep'
  | 'xmlvend.too_many_parts'
  | 'xmlvend.not_soap'
  | 'xmlvend.header_not_understood'
  | 'xmlvend.schema'
  | 'xmlvend.unwritable';

/** Longest name of a part that a refusal repeats. */
const MAX_TOLD = 80;

/** The name of a part as a refusal repeats it: never half a character, so that it can be written again. */
export const told = (part: string): string => part.slice(0, MAX_TOLD).replace(/[\uD800-\uDBFF]$/, '');

/** The one error class of this library. `code` is API and never renamed; `message` is for people and quotes no value of a message. */
export class XmlvendError extends Error {
  override readonly name = 'XmlvendError';
  constructor(
    readonly code: XmlvendErrorCode,
    message: string,
    /** The element, attribute or type that is at fault, as it was written; undefined where it is the whole. */
    readonly part?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
