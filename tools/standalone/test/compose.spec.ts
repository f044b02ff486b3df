import { execFile } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { DEFAULT_MAX_CONNECTIONS } from '@openprepay/embedded-postgres/cluster';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { services } from '../src/services.js';

const run = promisify(execFile);
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

interface ComposeService {
  readonly image?: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
}

interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

let compose: Compose;
beforeAll(async () => {
  compose = parse(await readFile(path.join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as Compose;
});

const serviceOf = (name: string): ComposeService => {
  const service = compose.services[name];
  if (!service) throw new Error(`docker-compose.yml has no ${name}`);
  return service;
};

/** As compose does: what the person must set is set, what has a default takes it. */
const filledIn = (environment: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      value.replace(/\$\{\w+(?::-([^}]*)|:\?[^}]*)?\}/g, (_match, fallback: string | undefined) => fallback ?? 'a-secret-of-at-least-16'),
    ]),
  );

const pascal = (name: string): string => name.replace(/(?:^|-)([a-z])/g, (_match, letter: string) => letter.toUpperCase());

describe('docker-compose.yml', () => {
  it.each(services)('tells %s everything that it needs to start, in terms that it takes', async (name) => {
    const module = pathToFileURL(path.join(root, 'apps', name, 'dist', `${name}.config.js`)).href;
    const program = `const config = await import(${JSON.stringify(module)}); config.load${pascal(name)}Config(process.env);`;
    const env = { PATH: process.env['PATH'] ?? '', ...filledIn(serviceOf(name).environment ?? {}) };

    await expect(run(process.execPath, ['--input-type=module', '-e', program], { env })).resolves.toBeDefined();
  });

  it('runs programs that the repository has', async () => {
    const programs = Object.values(compose.services).flatMap(({ command }) => (command?.[0] === 'node' ? [String(command[1])] : []));

    expect(programs.length).toBeGreaterThan(services.length);
    for (const program of programs) await access(path.join(root, program.replace('/dist/', '/src/').replace(/\.js$/, '.ts')));
  });

  it('builds an image that has what each service takes from npm', async () => {
    const dockerfile = await readFile(path.join(root, 'Dockerfile'), 'utf8');

    for (const service of services) expect(dockerfile).toContain(`-w apps/${service}`);
  });

  it('names servers by exact versions and holds no secret', () => {
    for (const [name, { image, environment }] of Object.entries(compose.services)) {
      if (image !== undefined && image !== 'openprepay') expect(image, name).toMatch(/:\d/);
      for (const [variable, value] of Object.entries(environment ?? {})) {
        if (/PASSWORD|SECRET/.test(variable) && !variable.endsWith('_FILE')) expect(value, `${name} ${variable}`).toMatch(/^\$\{|:\$\{/);
      }
    }
  });

  it('lets the services have as many connections as they have of the embedded PostgreSQL', () => {
    expect(serviceOf('postgres').command).toContain(`max_connections=${DEFAULT_MAX_CONNECTIONS}`);
  });

  it('refers only to what it defines', () => {
    for (const [name, { volumes = [], depends_on: after = {} }] of Object.entries(compose.services)) {
      for (const dependency of Object.keys(after)) expect(Object.keys(compose.services), name).toContain(dependency);
      for (const volume of volumes) {
        const [source = ''] = volume.split(':');
        if (!source.startsWith('.')) expect(Object.keys(compose.volumes), name).toContain(source);
      }
    }
  });

  it('keeps everything but the gateway and the meters’ broker inside', () => {
    const open = Object.entries(compose.services).filter(([, service]) => 'ports' in service);

    expect(open.map(([name]) => name).sort()).toEqual(['gateway', 'mosquitto']);
  });
});
