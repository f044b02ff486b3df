import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Progress } from './progress.js';
import { simulate } from './simulate/simulate.js';
import { parseSimulateOptions, type SimulateOptions } from './simulate/simulate-options.js';

const write = (line: string): void => void process.stdout.write(`${line}\n`);

/** The one that the platform on this machine was made with. */
async function passwordOf({ password, dataDir }: SimulateOptions): Promise<string> {
  if (password !== undefined) return password;
  const file = path.join(dataDir, 'secrets.json');
  const { demoPassword } = JSON.parse(
    await readFile(file, 'utf8').catch((cause: unknown) => {
      throw new Error(`no platform was started in ${dataDir}: npm start, or say --password`, { cause });
    }),
  ) as { readonly demoPassword: string };
  return demoPassword;
}

try {
  const options = parseSimulateOptions(process.argv.slice(2), new Date());
  const password = await passwordOf(options);
  const { report, stop } = await simulate({ ...options, password }, new Progress(write, () => performance.now()));
  const { meters, ...sums } = report;
  write(`\nwhat the platform should know now of ${meters.length} meters:\n${JSON.stringify(sums, undefined, 2)}`);
  if (options.report !== undefined) {
    await writeFile(options.report, `${JSON.stringify(report, undefined, 2)}\n`);
    write(`each of them is in ${options.report}`);
  }
  await stop();
} catch (error) {
  write(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
