import { execFile } from 'node:child_process';
import { access, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { hasProgram } from '@openprepay/testing/left-out';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import { services } from '../src/services.js';
import { configOf } from './program-configs.js';
import { hasOpenssl, newSecrets, root } from './installation-secrets.js';

const run = promisify(execFile);
const chart = path.join(root, 'deploy/helm/openprepay');
const SECRETS = '/run/secrets';
const jobs = ['migrate', 'kafka-access'] as const;

interface Selector {
  readonly matchLabels: Readonly<Record<string, string>>;
}
interface Peer {
  readonly podSelector?: Selector;
}
interface Container {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: unknown }[];
  readonly securityContext: unknown;
  readonly resources: { readonly limits?: { readonly memory?: string } };
  readonly livenessProbe?: { readonly httpGet: { readonly path: string } };
  readonly readinessProbe?: { readonly httpGet: { readonly path: string } };
}
interface Pod {
  readonly automountServiceAccountToken: boolean;
  readonly hostNetwork?: boolean;
  readonly securityContext: unknown;
  readonly volumes: readonly { readonly secret?: { readonly items: readonly { readonly key: string }[] } }[];
  readonly containers: readonly [Container];
}
interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly replicas?: number;
    readonly template: { readonly spec: Pod };
    readonly podSelector: Selector;
    readonly ingress?: readonly { readonly from: readonly Peer[] }[];
    readonly egress: readonly { readonly ports: readonly { readonly port: number }[]; readonly to?: readonly Peer[] }[];
    readonly tls?: unknown;
  };
}

type Values = Readonly<Record<string, unknown>>;
const values: Values = {
  podNetworkIsPrivate: true,
  postgres: { host: 'postgres.example.org' },
  kafka: { brokers: ['kafka-1.example.org:9093', 'kafka-2.example.org:9093'] },
  mqtt: { url: 'mqtts://mqtt.example.org:8883', peers: [{ podSelector: { matchLabels: { app: 'broker' } } }] },
};

const able = [hasProgram('deploy/helm', 'helm', 'version'), hasOpenssl('the Helm chart’s secrets')].every(Boolean);

describe.skipIf(!able)('the Helm chart', () => {
  let folder: string;
  let manifests: readonly Manifest[];

  async function render(given: Values): Promise<readonly Manifest[]> {
    const file = path.join(await mkdtemp(path.join(folder, 'values-')), 'values.yaml');
    await writeFile(file, stringify(given));
    const { stdout } = await run('helm', ['template', 'op', chart, '--kube-version', '1.34.0', '-f', file]);
    return parseAllDocuments(stdout).flatMap((each) => (each.contents === null ? [] : [each.toJS() as Manifest]));
  }

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'openprepay-helm-'));
    manifests = await render(values);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const one = (kinds: readonly string[], part: string, among = manifests): Manifest => {
    const found = among.filter(({ kind, metadata }) => kinds.includes(kind) && metadata.name === `op-${part}`);
    expect(found, `${kinds.join(' or ')} of ${part}`).toHaveLength(1);
    return found[0]!;
  };
  const podOf = (part: string, among = manifests): Pod => one(['Deployment', 'StatefulSet', 'Job'], part, among).spec.template.spec;
  const containerOf = (part: string, among = manifests): Container => podOf(part, among).containers[0];
  const secretsOf = (part: string, among = manifests): readonly string[] =>
    podOf(part, among).volumes.flatMap(({ secret }) => secret?.items.map(({ key }) => key) ?? []);
  const parts = [...services, ...jobs];

  it('is one that helm takes, strictly', async () => {
    const file = path.join(folder, 'lint.yaml');
    await writeFile(file, stringify(values));

    const { stdout } = await run('helm', ['lint', '--strict', chart, '-f', file]);
    expect(stdout).toContain('0 chart(s) failed');
  });

  it.each(parts)('tells %s everything that it needs to start, in terms that it takes', async (part) => {
    const made = await newSecrets();
    const own = path.join(folder, part);
    await mkdir(own);
    for (const name of ['master-key', 'jwt-signing-key.json', 'broker-auth-secret'])
      await writeFile(path.join(made, name), 'what the operator has made\n');
    for (const secret of secretsOf(part)) await copyFile(path.join(made, secret), path.join(own, secret));
    const env = Object.fromEntries(
      containerOf(part).env.map(({ name, value = 'op-telemetry-0' }) => [name, value.replaceAll(SECRETS, own)]),
    );
    const { config, kafka } = await configOf(part, env);
    await rm(made, { recursive: true });

    for (const url of [config['DATABASE_URL'], config['adminUrl']].filter((each) => each !== undefined))
      expect(url).toMatch(/^postgresql:\/\/\w+:[\w-]{32}@postgres\.example\.org:5432\/\w+\?sslmode=verify-full&sslrootcert=/);
    if (config['KAFKA_BROKERS'] !== undefined) {
      const login = { mechanism: 'plain', username: part === 'kafka-access' ? 'operator' : part };
      expect(kafka).toMatchObject({ tls: { ca: expect.stringContaining('CERTIFICATE') as string }, sasl: login });
    }
  });

  it('runs programs that the image has', async () => {
    for (const part of parts) {
      const [node, program = ''] = containerOf(part).command;
      expect(node).toBe('node');
      await access(path.join(root, program.replace(/\/(dist|bundle\/service)\//, '/src/').replace(/\.js$/, '.ts')));
      expect(containerOf(part).image).toBe('openprepay:0.1.0');
    }
  });

  it('has the version of what it installs', async () => {
    const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { version: string };

    expect(await readFile(path.join(chart, 'Chart.yaml'), 'utf8')).toContain(`appVersion: ${version}\n`);
  });

  it('gives each secret to whom it is for, and none by a variable', () => {
    const expected: Readonly<Record<string, readonly string[]>> = {
      'key-management': ['master-key', 'request-public-key.pem', 'issue-seal-key.pem'],
      vending: ['request-signing-key.pem', 'issue-seal-public-key.pem'],
      telemetry: ['mqtt-password', 'broker-auth-secret'],
      billing: [],
      gateway: ['jwt-signing-key.json', 'admin-password', 'custodians-passwords'],
    };
    for (const part of services)
      expect([...secretsOf(part)].sort()).toEqual(
        ['authority.pem', `${part}-database-password`, `${part}-kafka-password`, ...expected[part]!].sort(),
      );
    expect(secretsOf('migrate')).toEqual(['authority.pem', 'postgres-password', ...services.map((name) => `${name}-database-password`)]);
    expect(secretsOf('kafka-access')).toEqual(['authority.pem', 'operator-kafka-password']);
    for (const part of parts)
      for (const { name, value } of containerOf(part).env)
        if (/PASSWORD|SECRET|KEY(?!_MANAGEMENT_URL)|TOKEN/.test(name)) expect(value, name).toMatch(/^\/run\/secrets/);
  });

  it('takes from every pod what it could do to the cluster and to the node', () => {
    for (const part of parts) {
      const pod = podOf(part);
      expect(pod.automountServiceAccountToken, part).toBe(false);
      expect(pod.hostNetwork, part).toBeUndefined();
      expect(pod.securityContext, part).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
      expect(pod.containers, part).toHaveLength(1);
      expect(containerOf(part).securityContext, part).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(containerOf(part).resources.limits?.memory, part).toMatch(/^\d+Mi$/);
    }
  });

  it('lets nobody reach a service but the gateway and whom the operator names, and each service reach no other', () => {
    const names = (peers: readonly Peer[] = []): readonly (string | undefined)[] =>
      peers.map(({ podSelector }) => podSelector?.matchLabels['app.kubernetes.io/component'] ?? podSelector?.matchLabels['app']);
    const policy = (part: string) => one(['NetworkPolicy'], part).spec;
    const behind = services.filter((name) => name !== 'gateway');

    for (const part of parts) {
      expect(policy(part).podSelector.matchLabels['app.kubernetes.io/component']).toBe(part);
      const from = policy(part).ingress?.flatMap((each) => each.from);
      const to = policy(part).egress.flatMap((each) => each.to ?? []);
      const isJob = jobs.some((job) => job === part);
      expect(names(from), part).toEqual(
        isJob ? [] : part === 'gateway' ? behind : part === 'telemetry' ? ['gateway', 'broker'] : ['gateway'],
      );
      expect(names(to), part).toEqual(isJob ? [] : part === 'gateway' ? behind : ['gateway']);
    }
    const open = (part: string) => policy(part).egress.flatMap(({ ports, to }) => (to === undefined ? ports.map(({ port }) => port) : []));
    expect(open('vending')).toEqual([53, 53, 5432, 9093]);
    expect(open('telemetry')).toEqual([53, 53, 5432, 9093, 8883]);
    expect(open('migrate')).toEqual([53, 53, 5432]);
    expect(open('kafka-access')).toEqual([53, 53, 9093]);
  });

  it('prepares databases before topics and both before the services, at each upgrade too', () => {
    const hooks = jobs.map((job) => one(['Job'], job).metadata.annotations);

    for (const hook of hooks) expect(hook?.['helm.sh/hook']).toBe('pre-install,pre-upgrade');
    expect(hooks.map((hook) => hook?.['helm.sh/hook-weight'])).toEqual(['0', '1']);
  });

  it('asks each service whether it lives and whether it is ready, where it says so', () => {
    for (const part of services) {
      expect(containerOf(part).livenessProbe?.httpGet.path).toBe('/health/live');
      expect(containerOf(part).readinessProbe?.httpGet.path).toBe('/health/ready');
    }
  });

  it('gives each telemetry a session of its own at the broker', () => {
    expect(one(['StatefulSet'], 'telemetry').spec.replicas).toBe(2);
    expect(containerOf('telemetry').env).toContainEqual({
      name: 'MQTT_CLIENT_ID',
      valueFrom: { fieldRef: { fieldPath: 'metadata.name' } },
    });
  });

  it('adds an operator’s variables, over its own', async () => {
    const added = await render({ ...values, services: { billing: { env: { PORT: 3000, LOG_LEVEL: 'warn', KAFKA_TLS: false } } } });

    for (const [name, value] of [
      ['LOG_LEVEL', 'warn'],
      ['KAFKA_TLS', 'false'],
    ])
      expect(containerOf('billing', added).env.filter((each) => each.name === name)).toEqual([{ name, value }]);
  });

  it('gives the vault the PIN of its token as a file, and the master key no longer than something is sealed by it', async () => {
    const hardwareKeys = { enabled: true, library: '/opt/maker/libpkcs11.so', tokenLabel: 'vault' };
    const vaultOf = async (changes: Values) => {
      const rendered = await render({ ...values, hardwareKeys: { ...hardwareKeys, ...changes } });
      const { env } = containerOf('key-management', rendered);
      return { secrets: secretsOf('key-management', rendered), env: Object.fromEntries(env.map(({ name, value }) => [name, value])) };
    };

    const moved = await vaultOf({});
    expect(moved.secrets).toContain('pkcs11-pin');
    expect(moved.secrets).not.toContain('master-key');
    expect(moved.env).toMatchObject({
      SECURITY_MODULE: 'pkcs11',
      PKCS11_LIBRARY: '/opt/maker/libpkcs11.so',
      PKCS11_TOKEN_LABEL: 'vault',
      PKCS11_PIN_FILE: '/run/secrets/pkcs11-pin',
    });
    expect(moved.env).not.toHaveProperty('MASTER_KEY_FILE');
    const moving = await vaultOf({ masterKey: true });
    expect(moving.secrets).toEqual(expect.arrayContaining(['pkcs11-pin', 'master-key']));
    expect(moving.env['MASTER_KEY_FILE']).toBe('/run/secrets/master-key');
  });

  it('has the gateway speak TLS where that is wanted, to whom the operator names, and ask tills for certificates', async () => {
    const httpsPeers = [{ ipBlock: { cidr: '192.0.2.0/24' } }];
    const https = { enabled: true, serviceType: 'LoadBalancer' };
    const rendered = await render({ ...values, https, networkPolicies: { httpsPeers } });
    const env = (part: string, among: readonly Manifest[]) =>
      Object.fromEntries(containerOf(part, among).env.map(({ name, value }) => [name, value]));

    expect(env('gateway', rendered)).toMatchObject({
      HTTPS_HOST: '0.0.0.0',
      HTTPS_PORT: '8443',
      HTTPS_CERT_FILE: '/run/secrets/gateway.pem',
      HTTPS_KEY_FILE: '/run/secrets/gateway.key',
      HTTPS_CLIENT_CA_FILE: '/run/secrets/tills-ca.pem',
    });
    expect(secretsOf('gateway', rendered)).toEqual(expect.arrayContaining(['gateway.pem', 'gateway.key', 'tills-ca.pem']));
    expect(secretsOf('gateway', rendered)).not.toContain('tills-ca.key');
    expect(secretsOf('vending', rendered)).toEqual(expect.arrayContaining(['tills-ca.pem', 'tills-ca.key']));
    expect(env('vending', rendered)).toMatchObject({ TILL_AUTHORITY_KEY_FILE: '/run/secrets/tills-ca.key' });
    expect(one(['Service'], 'gateway-https', rendered).spec).toMatchObject({ type: 'LoadBalancer', ports: [{ port: 8443 }] });
    expect(one(['NetworkPolicy'], 'gateway', rendered).spec.ingress).toContainEqual({ ports: [{ port: 8443 }], from: httpsPeers });
    const alone = await render({ ...values, https: { enabled: true, tills: false } });
    expect(env('gateway', alone)).not.toHaveProperty('HTTPS_CLIENT_CA_FILE');
    expect(secretsOf('vending', alone)).not.toContain('tills-ca.key');
    expect(env('gateway', manifests)).not.toHaveProperty('HTTPS_CERT_FILE');
    expect(manifests.some(({ metadata }) => metadata.name === 'op-gateway-https')).toBe(false);
  });

  it.each<readonly [string, Values, RegExp]>([
    ['a token that is not named', { hardwareKeys: { enabled: true, library: '/opt/maker/libpkcs11.so' } }, /hardwareKeys/],
    ['a network that nobody has vouched for', { podNetworkIsPrivate: false }, /podNetworkIsPrivate/],
    ['no PostgreSQL', { postgres: { host: '' } }, /postgres\.host/],
    ['no Kafka', { kafka: { brokers: [] } }, /kafka\.brokers/],
    ['a meters’ broker in the clear', { mqtt: { url: 'mqtt://mqtt.example.org:1883' } }, /mqtt.*url/],
    ['several telemetries of a broker that is told', { mqtt: { url: 'mqtts://m:8883', lets: 'is-told' } }, /replicas to 1/],
    ['passwords without TLS', { ingress: { enabled: true, host: 'utility.example.org' } }, /tlsSecretName/],
    ['one custodian', { custodians: ['ann'] }, /custodians/],
    ['a value that there is not', { replicas: 3 }, /replicas/],
  ])('is not installed with %s', async (_what, wrong, message) => {
    await expect(render({ ...values, ...wrong })).rejects.toThrow(message);
  });
});
