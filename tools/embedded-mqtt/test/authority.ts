import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TestAuthority {
  readonly authUrl: string;
  readonly aclUrl: string;
  /** Topics asked about, in order. */
  readonly asked: string[];
  readonly secrets: (string | undefined)[];
  answering: boolean;
  /** Gives the topics of a meter with the answer to its CONNECT. */
  givingRules: boolean;
  /** User names asked about, in order; `?` is one that it does not take, with HTTP 400. */
  readonly connectsAsked: string[];
  /** What it was asked about them, whole. */
  readonly connects: Readonly<Record<string, unknown>>[];
  /** Says yes to who has shown a certificate of the name that it says, whatever its password. */
  trusting: boolean;
  stop(): Promise<void>;
}

/** Says yes to password `right`, to a client id equal to the user name, and to topics below `meters/<user name>/`. */
export async function startAuthority(): Promise<TestAuthority> {
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      if (!authority.answering) return void response.writeHead(503).end('{}');
      authority.secrets.push(request.headers['x-broker-secret'] as string | undefined);
      const question = JSON.parse(text) as {
        username: string;
        clientid: string;
        password?: string;
        topic?: string;
        cert_common_name?: string;
      };
      if (question.topic === undefined) {
        authority.connectsAsked.push(question.username);
        authority.connects.push(question);
      }
      if (question.username === '?') return void response.writeHead(400, { 'content-type': 'application/json' }).end('{}');
      const superuser = question.username === 'telemetry';
      if (question.topic !== undefined) authority.asked.push(question.topic);
      const allowed =
        question.topic === undefined
          ? (question.password === 'right' || (authority.trusting && question.cert_common_name === question.username)) &&
            (superuser || question.clientid === question.username)
          : question.topic.startsWith(`meters/${question.username}/`) && !/[+#]/.test(question.topic);
      response.setHeader('content-type', 'application/json');
      const acl = authority.givingRules && question.topic === undefined && !superuser ? { acl: rulesOf(question.username) } : {};
      response.end(JSON.stringify({ result: allowed ? 'allow' : 'deny', is_superuser: superuser, ...acl }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const authority: TestAuthority = {
    authUrl: `${base}/mqtt/auth`,
    aclUrl: `${base}/mqtt/acl`,
    asked: [],
    secrets: [],
    connectsAsked: [],
    connects: [],
    trusting: false,
    answering: true,
    givingRules: false,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return authority;
}

const rulesOf = (username: string): readonly object[] => [
  ...['readings', 'state'].map((leaf) => ({ permission: 'allow', action: 'publish', topic: `meters/${username}/${leaf}` })),
  { permission: 'allow', action: 'subscribe', topic: `meters/${username}/tokens` },
];
