import { execFile } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { services } from '../src/services.js';
import { root } from './installation-secrets.js';

const run = promisify(execFile);

const pascal = (name: string): string => name.replace(/(?:^|-)([a-z])/g, (_match, letter: string) => letter.toUpperCase());

/** What each program of the image reads its variables with. */
const loaders: Readonly<Record<string, { readonly module: string; readonly load: string }>> = {
  ...Object.fromEntries(
    services.map((name) => [name, { module: `apps/${name}/dist/${name}.config.js`, load: `load${pascal(name)}Config` }]),
  ),
  migrate: { module: 'tools/standalone/dist/standalone.config.js', load: 'loadMigrateConfig' },
  'kafka-access': { module: 'tools/standalone/dist/kafka-access.config.js', load: 'loadKafkaAccessConfig' },
  'mosquitto-init': { module: 'apps/telemetry/dist/telemetry.config.js', load: 'loadPrepareMosquittoConfig' },
};

export const programs: readonly string[] = Object.keys(loaders);

/** What a program makes of its variables, and how it reaches Kafka. @throws where it would not start */
export async function configOf(
  name: string,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly config: Readonly<Record<string, unknown>>; readonly kafka: { readonly tls?: unknown; readonly sasl?: unknown } }> {
  const { module, load } = loaders[name]!;
  const program = `
    const config = (await import(${JSON.stringify(pathToFileURL(path.join(root, module)).href)})).${load}(process.env);
    const { kafkaSecurity } = await import(${JSON.stringify(pathToFileURL(path.join(root, 'libs/runtime/dist/transport.js')).href)});
    console.log(JSON.stringify({ config, kafka: kafkaSecurity(config) }));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], { env: { PATH: process.env['PATH'], ...env } });
  return JSON.parse(stdout) as Awaited<ReturnType<typeof configOf>>;
}
