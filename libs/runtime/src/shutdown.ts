import { settlesWithin } from '@openprepay/pace/time-limit';
import type { Logger } from 'pino';

/** All steps together; after this the process ends with what is left undone. */
export const SHUTDOWN_DEADLINE_MS = 20_000;

/** In this order: no new requests, no new work, consumers and relay, then what they all stand on. */
export const shutdownStages = ['http', 'workers', 'messaging', 'connections'] as const;
export type ShutdownStage = (typeof shutdownStages)[number];

interface Step {
  readonly stage: ShutdownStage;
  readonly name: string;
  readonly stop: () => Promise<void>;
}

/** Stops the parts of a service in order; within a stage the last started stops first. A failing step does not keep the rest. */
export class Shutdown {
  private readonly steps: Step[] = [];
  private running: Promise<boolean> | undefined;

  constructor(private readonly logger: Logger) {}

  add(stage: ShutdownStage, name: string, stop: () => Promise<void>): void {
    this.steps.unshift({ stage, name, stop });
  }

  /** @returns whether everything stopped within the deadline; safe to call again */
  run(deadlineMs: number = SHUTDOWN_DEADLINE_MS): Promise<boolean> {
    this.running ??= this.runOnce(deadlineMs);
    return this.running;
  }

  private async runOnce(deadlineMs: number): Promise<boolean> {
    const stopped = this.stopAll();
    const inTime = (await settlesWithin(stopped, deadlineMs)) && (await stopped);
    if (!inTime) this.logger.error({ deadlineMs }, 'shutdown did not finish in time');
    return inTime;
  }

  private async stopAll(): Promise<boolean> {
    let clean = true;
    for (const stage of shutdownStages) {
      for (const { name, stop } of this.steps.filter((step) => step.stage === stage)) {
        try {
          await stop();
          this.logger.debug({ stage, part: name }, 'stopped');
        } catch (error) {
          clean = false;
          this.logger.error({ stage, part: name, err: error }, 'could not stop cleanly');
        }
      }
    }
    return clean;
  }
}
