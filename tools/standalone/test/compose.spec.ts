import { access, copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { X509Certificate } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DEFAULT_MAX_CONNECTIONS } from '@openprepay/embedded-postgres/cluster';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { MALLOC, NODE_OPTIONS } from '../src/parts.js';
import { services } from '../src/services.js';
import { configOf, programs } from './program-configs.js';
import { hasOpenssl, newSecrets, root } from './installation-secrets.js';

const SECRETS = '/run/secrets';

interface ComposeService {
  readonly image?: string;
  readonly build?: string;
  readonly user?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly secrets?: readonly string[];
  readonly networks?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly read_only?: boolean;
  readonly privileged?: boolean;
  readonly mem_limit?: string;
  readonly pids_limit?: number;
}

interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

let compose: Compose;
let text: string;
beforeAll(async () => {
  text = await readFile(path.join(root, 'docker-compose.yml'), 'utf8');
  compose = parse(text, { merge: true }) as Compose;
});

const serviceOf = (name: string): ComposeService => {
  const service = compose.services[name];
  if (!service) throw new Error(`docker-compose.yml has no ${name}`);
  return service;
};
const all = (): readonly (readonly [string, ComposeService])[] => Object.entries(compose.services);

/** As compose does: what has a default takes it, and what is only named is not there. */
const filledIn = (environment: NonNullable<ComposeService['environment']>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value === null ? [] : [[name, value.replace(/\$\{\w+:-([^}]*)\}/g, (_match, fallback: string) => fallback)]],
    ),
  );

describe.skipIf(!hasOpenssl('the containers’ variables'))('with the secrets of an installation, docker-compose.yml', () => {
  let folder: string;
  let made: string;
  beforeAll(async () => {
    made = await newSecrets();
    folder = await mkdtemp(path.join(tmpdir(), 'openprepay-compose-'));
  });
  afterAll(() => Promise.all([made, folder].map((each) => rm(each, { recursive: true, force: true }))));

  /** The files that the container is given, and no others. */
  const mounted = async (name: string): Promise<string> => {
    const own = path.join(folder, name);
    await mkdir(own);
    for (const secret of serviceOf(name).secrets ?? [])
      await copyFile(path.join(made, path.basename(compose.secrets[secret]?.file ?? 'nothing')), path.join(own, secret));
    return own;
  };

  it.each(programs)('tells %s everything that it needs to start, in terms that it takes', async (name) => {
    const own = await mounted(name);
    const env = Object.fromEntries(
      Object.entries(filledIn(serviceOf(name).environment ?? {})).map(([key, value]) => [key, value.replaceAll(SECRETS, own)]),
    );
    const { config, kafka } = await configOf(name, env);

    for (const url of [config['DATABASE_URL'], config['adminUrl']].filter((each) => each !== undefined))
      expect(url).toMatch(/^postgresql:\/\/\w+:[\w-]{32}@postgres:5432\/\w+\?sslmode=verify-full&sslrootcert=/);
    if (config['KAFKA_BROKERS'] !== undefined) {
      const login = { mechanism: 'plain', username: name === 'kafka-access' ? 'operator' : name };
      expect(kafka).toMatchObject({ tls: { ca: expect.stringContaining('CERTIFICATE') as string }, sasl: login });
    }
  });

  it('has the gateway show its certificate and ask tills for theirs, which vending signs', async () => {
    const read = async (file: string): Promise<X509Certificate> => new X509Certificate(await readFile(path.join(made, file)));
    const env = (name: string) => Object.fromEntries(Object.entries(serviceOf(name).environment ?? {}));
    const inSecrets = (file: string) => `${SECRETS}/${file}`;

    expect(env('gateway')).toMatchObject({
      HTTPS_HOST: '0.0.0.0',
      HTTPS_KEY_FILE: inSecrets('gateway.key'),
      HTTPS_CLIENT_CA_FILE: inSecrets('tills-ca.pem'),
    });
    expect(env('vending')).toMatchObject({
      TILL_AUTHORITY_CERT_FILE: inSecrets('tills-ca.pem'),
      TILL_AUTHORITY_KEY_FILE: inSecrets('tills-ca.key'),
    });
    const [server, authority, tills] = [await read('gateway.pem'), await read('authority.pem'), await read('tills-ca.pem')];
    expect(server.verify(authority.publicKey)).toBe(true);
    expect(server.checkHost('localhost')).toBe('localhost');
    expect(tills.ca).toBe(true);
    expect(tills.publicKey.equals(authority.publicKey)).toBe(false);
  });

  it('mounts the files that the script makes', async () => {
    for (const { file } of Object.values(compose.secrets)) {
      expect(path.dirname(file)).toBe('./deploy/secrets');
      await access(path.join(made, path.basename(file)));
    }
  });
});

describe('docker-compose.yml', () => {
  it('runs programs that the repository has', async () => {
    const run = all().flatMap(([, { command }]) => (command?.[0] === 'node' ? [String(command[1])] : []));

    expect(run.length).toBeGreaterThan(services.length);
    for (const program of run)
      await access(path.join(root, program.replace(/\/(dist|bundle\/service)\//, '/src/').replace(/\.js$/, '.ts')));
  });

  it('runs each service from its one file', () => {
    for (const name of services) expect(serviceOf(name).command).toEqual(['node', `apps/${name}/bundle/service/main.js`]);
  });

  it('names servers by exact versions', () => {
    for (const [name, { image, build }] of all()) if (build === undefined) expect(image, name).toMatch(/:\d/);
  });

  it('has no secret in an environment, a command or itself', () => {
    for (const [name, { environment = {} }] of all()) {
      for (const [variable, value] of Object.entries(environment)) {
        if (/PASSWORD|SECRET|KEY|TOKEN/.test(variable) && variable !== 'KEY_MANAGEMENT_URL' && value !== 'true')
          expect(`${variable}: ${value}`, name).toMatch(/(_FILE|_DIR): \/(run\/secrets|var\/lib\/openprepay)/);
        expect(value ?? '', `${name} ${variable}`).not.toMatch(/:\/\/[^/@]*:[^/@]*@/);
      }
    }
    expect(text).not.toMatch(/\$\{\w*(PASSWORD|SECRET)/);
  });

  it('gives each secret to whom it is for, and to the server that asks for it', () => {
    const holders = (secret: string): readonly string[] =>
      all()
        .flatMap(([name, { secrets = [] }]) => (secrets.includes(secret) ? [name] : []))
        .sort();
    const expected: Readonly<Record<string, readonly string[]>> = {
      'authority.pem': ['kafka', 'kafka-access', 'migrate', ...services],
      ...Object.fromEntries(
        services.flatMap((name) => [
          [`${name}-database-password`, ['migrate', name]],
          [`${name}-kafka-password`, ['kafka', name]],
        ]),
      ),
      'postgres-password': ['migrate', 'postgres'],
      'operator-kafka-password': ['kafka', 'kafka-access'],
      'mqtt-password': ['mosquitto-init', 'telemetry'],
      'request-signing-key.pem': ['vending'],
      'request-public-key.pem': ['key-management'],
      'issue-seal-key.pem': ['key-management'],
      'issue-seal-public-key.pem': ['vending'],
      'admin-password': ['gateway'],
      'custodians-passwords': ['gateway'],
      'tills-ca.pem': ['gateway', 'vending'],
      'tills-ca.key': ['vending'],
      ...Object.fromEntries(
        ['postgres', 'kafka', 'mosquitto', 'gateway'].flatMap((name) => [
          [`${name}.pem`, [name]],
          [`${name}.key`, [name]],
        ]),
      ),
    };

    expect(Object.keys(compose.secrets).sort()).toEqual(Object.keys(expected).sort());
    for (const [secret, names] of Object.entries(expected)) expect(holders(secret), secret).toEqual([...names].sort());
  });

  it('lets each container reach what it needs, and nothing else', () => {
    const reached = (name: string): readonly string[] => {
      const own = serviceOf(name).networks ?? ['default'];
      return all()
        .flatMap(([other, { networks = ['default'] }]) =>
          other !== name && networks.some((network) => own.includes(network)) ? [other] : [],
        )
        .sort();
    };
    const servers = ['gateway', 'kafka', 'postgres'];

    for (const name of ['key-management', 'vending', 'billing']) expect(reached(name), name).toEqual(servers);
    expect(reached('telemetry')).toEqual([...servers, 'mosquitto', 'mosquitto-init'].sort());
    expect(reached('gateway')).toEqual(['billing', 'kafka', 'key-management', 'postgres', 'telemetry', 'vending']);
    expect(reached('mosquitto')).toEqual(['mosquitto-init', 'telemetry']);
  });

  it('lets nobody but the gateway and the meters’ broker out of its networks, or be reached from elsewhere', () => {
    const inside = Object.entries(compose.networks).flatMap(([name, network]) => (network?.internal === true ? [name] : []));
    const outside = all().flatMap(([name, { networks = ['default'] }]) => (networks.some((each) => !inside.includes(each)) ? [name] : []));

    expect(outside.sort()).toEqual(['gateway', 'mosquitto']);
    expect(
      all()
        .flatMap(([name, { ports }]) => (ports === undefined ? [] : [name]))
        .sort(),
    ).toEqual(['gateway', 'mosquitto']);
  });

  it('opens to other machines what speaks TLS, and no more', async () => {
    const broker = await readFile(path.join(root, 'deploy/mosquitto.conf'), 'utf8');

    expect(serviceOf('gateway').ports).toEqual(['127.0.0.1:8080:3000', '${OPENPREPAY_HTTPS_HOST:-127.0.0.1}:8443:8443']);
    expect(serviceOf('gateway').environment).toMatchObject({ HTTPS_PORT: '8443', HTTPS_CERT_FILE: `${SECRETS}/gateway.pem` });
    expect(serviceOf('mosquitto').ports).toEqual(['8883:8883']);
    expect(broker.match(/^listener .*$/gm)).toEqual(['listener 8883']);
    expect(broker).toMatch(/^certfile .*\nkeyfile /m);
    expect(broker).toMatch(/^allow_anonymous false$/m);
  });

  it('says of nothing but HTTP between services that it may go in the clear, and why', () => {
    for (const [name, { environment = {} }] of all()) {
      const allowed = Object.keys(environment).filter((variable) => variable.endsWith('_INSECURE'));
      expect(allowed, name).toEqual(services.some((service) => service === name) ? ['HTTP_INSECURE'] : []);
      for (const [variable, value] of Object.entries(environment))
        if (!variable.endsWith('_INSECURE')) expect(value ?? '', `${name} ${variable}`).not.toMatch(/^mqtt:|^http:(?!\/\/[a-z-]+:3000)/);
    }
    expect(text).toMatch(/# HTTP alone: .*internal.*\n +HTTP_INSECURE/);
  });

  it('takes from every container what it could do to the machine', () => {
    for (const [name, service] of all()) {
      expect(service.cap_drop, name).toEqual(['ALL']);
      expect(service.cap_add, name).toBeUndefined();
      expect(service.privileged, name).toBeUndefined();
      expect(service.security_opt, name).toContain('no-new-privileges:true');
      expect(service.read_only, name).toBe(true);
      expect(
        service.tmpfs?.map((mount) => mount.split(':')[0]),
        name,
      ).toContain('/tmp');
      expect(service.mem_limit, name).toMatch(/^\d+[mg]$/);
      expect(service.pids_limit, name).toBeGreaterThan(0);
      expect(service.user ?? 'its image’s', name).not.toMatch(/^(root|0)\b/);
    }
  });

  it('lets the services have as many connections as they have of the embedded PostgreSQL', () => {
    expect(serviceOf('postgres').command).toContain(`-cmax_connections=${DEFAULT_MAX_CONNECTIONS}`);
  });

  it('refers only to what it defines', () => {
    for (const [name, { volumes = [], networks = [], secrets = [], depends_on: after = {} }] of all()) {
      for (const dependency of Object.keys(after)) expect(Object.keys(compose.services), name).toContain(dependency);
      for (const network of networks) expect(Object.keys(compose.networks), name).toContain(network);
      for (const secret of secrets) expect(Object.keys(compose.secrets), name).toContain(secret);
      for (const volume of volumes) {
        const [source = ''] = volume.split(':');
        if (!source.startsWith('.')) expect(Object.keys(compose.volumes), name).toContain(source);
      }
    }
  });
});

describe('the image', () => {
  it('has what each service takes from npm, and each service’s one file', async () => {
    const dockerfile = await readFile(path.join(root, 'Dockerfile'), 'utf8');

    for (const service of services) expect(dockerfile).toContain(`-w apps/${service}`);
    expect(dockerfile).toContain("-path '*/bundle/*'");
    expect(dockerfile).toMatch(/\nUSER node\n/);
  });

  it('tells Node and the C library what `npm start` tells them', async () => {
    const dockerfile = await readFile(path.join(root, 'Dockerfile'), 'utf8');

    expect(dockerfile).toContain(`NODE_OPTIONS="${NODE_OPTIONS.join(' ')}"`);
    for (const [name, value] of Object.entries(MALLOC)) expect(dockerfile).toContain(` ${name}=${value}`);
  });

  it('is made of what is listed, so that nothing else that lies about gets into it', async () => {
    const dockerfile = await readFile(path.join(root, 'Dockerfile'), 'utf8');
    const sources = [...dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, list = '']) => list.split(' '));

    expect(sources).toContain('package-lock.json');
    for (const source of sources) {
      expect(source).not.toMatch(/^\.?\/?$/);
      await access(path.join(root, source));
    }
  });

  it.each(['.dockerignore', '.gitignore'])('%s keeps secrets out', async (file) => {
    const lines = (await readFile(path.join(root, file), 'utf8'))
      .split('\n')
      .map((line) => line.replace(/^(\*\*)?\//, '').replace(/\/$/, ''));

    expect(lines).toContain('.env*');
    expect(lines.some((line) => ['deploy', 'deploy/secrets'].includes(line))).toBe(true);
  });
});
