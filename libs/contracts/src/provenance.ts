import { z } from 'zod';
import { defineEvent } from './event.js';
import { openEnum } from './open-enum.js';
import * as wire from './wire.js';

/** Of so many the alarm gives the ids; all are kept as rows. */
export const MAX_DOUBTED_IDS = 20;

/** What the vault says that it has issued, and what was sold and ordered, are not the same; told once of each statement or hour. */
export const ProvenanceDoubted = defineEvent({
  type: 'vending.provenance.doubted',
  topic: 'vending.alarms.v1',
  data: z.object({
    what: openEnum(
      ['unexplained', 'missing', 'forged', 'contradicted'],
      'the alarm is shown with its name: issues without a sale, sales without an issue, a statement whose seal or whose list is not the vault’s',
    ),
    /** Its beginning. */
    hour: wire.instant,
    requests: z.int().min(0),
    /** The first of them. */
    requestIds: z.array(z.guid()).max(MAX_DOUBTED_IDS),
    foundAt: wire.instant,
  }),
  key: (_data, utility) => utility,
});
