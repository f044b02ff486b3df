// Preloaded into the processes of a platform (NODE_OPTIONS=--import): whichever SHIFTED_CLOCK_FILE names has its clock off
// for as long as it does, from its start or while it runs. Only the clock of the day moves; timers keep theirs, as with a
// machine whose clock somebody sets.
import { readFileSync } from 'node:fs';

const LOOK_EVERY_MS = 50;
const RealDate = Date;
const file = process.env.SHIFTED_CLOCK_FILE;
let shiftMs = 0;

function look() {
  try {
    const { service, shiftMs: wanted } = JSON.parse(readFileSync(file, 'utf8'));
    shiftMs = process.argv[1]?.includes(`/apps/${service}/`) ? wanted : 0;
  } catch {
    // It is not there yet, or is being written.
  }
}

if (file !== undefined) {
  look();
  setInterval(look, LOOK_EVERY_MS).unref();
  const now = () => RealDate.now() + shiftMs;
  globalThis.Date = new Proxy(RealDate, {
    apply: () => new RealDate(now()).toString(),
    construct: (target, given, called) => Reflect.construct(target, given.length === 0 ? [now()] : given, called),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
}
