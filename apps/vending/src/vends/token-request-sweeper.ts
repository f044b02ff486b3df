import type { Logger } from 'pino';
import type { ResendTokenRequests } from './resend-token-requests.js';

/** Looks for unanswered vends again and again, one look at a time. */
export class TokenRequestSweeper {
  readonly name = 'token-request-sweeper';
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> = Promise.resolve();
  private stopped = true;

  constructor(
    private readonly resend: ResendTokenRequests,
    private readonly logger: Logger,
    private readonly everyMs: number,
  ) {}

  async start(): Promise<void> {
    this.stopped = false;
    this.schedule();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.sweeping;
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.sweeping = this.sweep().finally(() => this.schedule());
    }, this.everyMs);
  }

  private async sweep(): Promise<void> {
    try {
      const count = await this.resend.execute();
      if (count > 0) this.logger.warn({ count }, 'asked again for tokens that were not answered');
    } catch (error) {
      // an outage: the next look comes anyway, and nothing is lost meanwhile
      this.logger.warn({ err: error }, 'could not look for unanswered vends');
    }
  }
}
