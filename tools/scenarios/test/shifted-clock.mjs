// Preloaded into the services of a platform (NODE_OPTIONS=--import): the one that SHIFTED_CLOCK_FILE names has its clock off.
import { readFileSync } from 'node:fs';

const RealDate = Date;
const file = process.env.SHIFTED_CLOCK_FILE;

function shiftOfThisProcess() {
  try {
    const { service, shiftMs } = JSON.parse(readFileSync(file, 'utf8'));
    return process.argv[1]?.includes(`/apps/${service}/`) ? shiftMs : 0;
  } catch {
    return 0;
  }
}

const shiftMs = file === undefined ? 0 : shiftOfThisProcess();
if (shiftMs !== 0) {
  globalThis.Date = class Date extends RealDate {
    constructor(...given) {
      if (given.length === 0) super(RealDate.now() + shiftMs);
      else super(...given);
    }

    static now() {
      return RealDate.now() + shiftMs;
    }
  };
}
