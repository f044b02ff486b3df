import { giveUp } from './give-up.js';
import { loadStandaloneConfig } from './standalone.config.js';
import { runDemoUtility } from './start.js';
import { untilParentGone, untilSignal } from './until-signal.js';
import { welcome } from './welcome.js';

const write = (line: string): void => void process.stdout.write(`${line}\n`);

const signal = Promise.race([untilSignal(), untilParentGone()]);
const root = process.env['OPENPREPAY_ROOT'] ?? process.cwd();
try {
  const config = loadStandaloneConfig(process.env);
  let stopOnFatal: ((error: Error) => void) | undefined;
  const fatal = new Promise<Error>((resolve) => (stopOnFatal = resolve));
  const abort = new AbortController();
  const starting = runDemoUtility({ config, root, write, onFatal: (error) => stopOnFatal?.(error), abort: abort.signal });
  const first = await Promise.race([starting, fatal, signal]);

  if (first === 'signal' || first instanceof Error) {
    write('\nstopping …');
    await giveUp(starting, abort);
    if (first instanceof Error) throw first;
  } else {
    write(welcome(first, config));
    const why = await Promise.race([signal, fatal]);
    write('\nstopping …');
    await first.stack.stop();
    if (why instanceof Error) throw why;
  }
} catch (error) {
  process.stderr.write(`\nopenprepay: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
// A step that was given up may still wait for something.
process.exit();
