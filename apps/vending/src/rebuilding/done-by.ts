import type { Decision } from '../floats/vendor-change.js';

/** The decision of whoever others were told has agreed; of earlier releases nobody was told. */
export const doneBy = (username: string | undefined, decidedAt: Date): Decision => ({
  ...{ state: 'done', decidedAt, refusal: undefined },
  decidedBy: { subject: `rebuilt ${username ?? ''}`.trim(), username: username ?? 'rebuilt' },
});
