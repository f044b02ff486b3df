import { appendFileSync } from 'node:fs';

/**
 * As libs/testing's, which itself needs this broker.
 * @param missing why this machine cannot run it, which is written down for `npm test` to tell; undefined where it can
 * @returns whether it can
 */
export function canRun(what: string, missing: string | undefined): boolean {
  const report = process.env['OPENPREPAY_SKIP_REPORT'];
  if (missing !== undefined && report !== undefined) appendFileSync(report, `${JSON.stringify({ what, reason: missing })}\n`);
  return missing === undefined;
}
