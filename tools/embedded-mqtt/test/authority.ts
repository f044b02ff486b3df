import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TestAuthority {
  readonly authUrl: string;
  readonly aclUrl: string;
  /** Topics asked about, in order. */
  readonly asked: string[];
  readonly secrets: (string | undefined)[];
  answering: boolean;
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
      const question = JSON.parse(text) as { username: string; clientid: string; password?: string; topic?: string };
      const superuser = question.username === 'telemetry';
      if (question.topic !== undefined) authority.asked.push(question.topic);
      const allowed =
        question.topic === undefined
          ? question.password === 'right' && (superuser || question.clientid === question.username)
          : question.topic.startsWith(`meters/${question.username}/`) && !/[+#]/.test(question.topic);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ result: allowed ? 'allow' : 'deny', is_superuser: superuser }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const authority: TestAuthority = {
    authUrl: `${base}/mqtt/auth`,
    aclUrl: `${base}/mqtt/acl`,
    asked: [],
    secrets: [],
    answering: true,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return authority;
}
