import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';

export interface LeftOut {
  /** What is not tested, in the words of whoever reads the end of `npm test`. */
  readonly what: string;
  readonly reason: string;
  /** True of what is somebody else's, so that no install brings it: CI does without. */
  readonly optional?: true;
}

/** Writes down, for `npm test` to tell, what this machine cannot run; with `CI=true` that is a failure. */
export function leaveOut(leftOut: LeftOut): void {
  const report = process.env['OPENPREPAY_SKIP_REPORT'];
  if (report !== undefined) appendFileSync(report, `${JSON.stringify(leftOut)}\n`);
}

/**
 * @param missing why this machine cannot run it, which is written down; undefined where it can
 * @returns whether it can
 */
export function canRun(what: string, missing: string | undefined): boolean {
  if (missing !== undefined) leaveOut({ what, reason: missing });
  return missing === undefined;
}

/** @returns whether this machine has a program; where it has not, that is written down */
export const hasProgram = (what: string, program: string, ...args: readonly string[]): boolean =>
  canRun(what, spawnSync(program, args).error === undefined ? undefined : `${program} is not installed`);
