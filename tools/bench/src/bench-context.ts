import type { BenchOptions } from './bench-options.js';

/** What each part is given. */
export interface Bench {
  readonly root: string;
  readonly options: BenchOptions;
  /** A folder of its own; it goes with the run. */
  readonly folder: string;
  /** Rejects when somebody wants the run to end (Ctrl-C): whatever was started is stopped in order. */
  readonly interrupted: Promise<never>;
  /** What goes on, for people; figures do not go here. */
  readonly say: (text: string) => void;
}
