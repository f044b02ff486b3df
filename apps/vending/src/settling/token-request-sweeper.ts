import { RepeatingTask } from '@openprepay/pace/repeating-task';
import type { Logger } from 'pino';
import type { ResendTokenRequests } from './resend-token-requests.js';

export interface SweepSettings {
  /** Rest between two looks. */
  readonly tokenSweepMs: number;
}

/** Looks for unanswered vends every so often. It rests after each look, found or not: a vault on its return is not flooded. */
export const tokenRequestSweeper = (resend: ResendTokenRequests, logger: Logger, { tokenSweepMs }: SweepSettings): RepeatingTask =>
  new RepeatingTask({
    name: 'token-request-sweeper',
    everyMs: tokenSweepMs,
    restFirst: true,
    task: async () => {
      const { asked, newlyStuck } = await resend.execute();
      if (asked > 0) logger.warn({ count: asked }, 'asked again for tokens that were not answered');
      if (newlyStuck > 0) logger.error({ count: newlyStuck }, 'vends are stuck: no answer for longer than any vault takes');
    },
    // an outage: the next look comes anyway, and nothing is lost meanwhile
    onError: (error) => logger.warn({ err: error }, 'could not look for unanswered vends'),
  });
