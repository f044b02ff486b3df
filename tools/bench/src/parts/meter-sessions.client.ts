import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { pause } from '@openprepay/pace/pause';
import { generate, type Packet, parser } from 'mqtt-packet';

/** Meters of one process that stay connected to one broker. */
export interface SessionsWanted {
  readonly port: number;
  readonly meterNumbers: readonly string[];
  /** The same for all of them. */
  readonly password: string;
  /** The meters' own clock when they report. */
  readonly nowMs: number;
}

/** How many of them are there, and why those that are not were not taken. */
export interface FleetAnswer {
  readonly connected: number;
  readonly failure?: string;
}

/** Meters that connect at the same time. */
const CONNECTING_AT_ONCE = 64;
/** A meter that is not taken, or whose reading is not, comes again so often and with such rests. */
const ATTEMPTS = 20;
const REST_MS = 500;
const ANSWER_TIMEOUT_MS = 60_000;
/** None says anything once it is there, and none is to be taken for gone while the rest still come. */
const KEEP_ALIVE_SECONDS = 3_600;

/** Plain sockets: a hundred thousand clients of a library would take more memory than what is measured. */
export class MeterSessions {
  private readonly open = new Set<Socket>();

  /** Each connects, asks for its tokens and commands as a meter does, and reports once. @throws where one is not taken */
  async connect({ meterNumbers, ...wanted }: SessionsWanted): Promise<void> {
    const waiting = [...meterNumbers].reverse();
    const next = async (): Promise<void> => {
      for (let meterNumber = waiting.pop(); meterNumber !== undefined; meterNumber = waiting.pop()) await this.enter(meterNumber, wanted);
    };
    await Promise.all(Array.from({ length: CONNECTING_AT_ONCE }, next));
  }

  /** Those that the broker has not closed since. */
  get connected(): number {
    return this.open.size;
  }

  end(): void {
    for (const socket of this.open) socket.destroy();
  }

  private async enter(meterNumber: string, wanted: Omit<SessionsWanted, 'meterNumbers'>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return this.keep(await connected(meterNumber, wanted));
      } catch (cause) {
        if (attempt === ATTEMPTS) throw new Error(`${meterNumber} was not taken`, { cause });
        await pause(REST_MS);
      }
    }
  }

  private keep(socket: Socket): void {
    this.open.add(socket);
    socket.once('close', () => this.open.delete(socket));
  }
}

async function connected(meterNumber: string, { port, password, nowMs }: Omit<SessionsWanted, 'meterNumbers'>): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  // Whatever ends it is followed by `close`.
  socket.on('error', () => undefined);
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
    const credentials = { clientId: meterNumber, username: meterNumber, password: Buffer.from(password) };
    const subscriptions = ['tokens', 'commands'].map((leaf) => ({ topic: `meters/${meterNumber}/${leaf}`, qos: 1 as const }));
    const payload = JSON.stringify({ seq: 1, ts: new Date(nowMs).toISOString(), registers: { '1-0:1.8.0': '1000.001' } });
    const reading = { topic: `meters/${meterNumber}/readings`, payload, qos: 1, dup: false, retain: false } as const;
    await asked(socket, { cmd: 'connect', ...credentials, keepalive: KEEP_ALIVE_SECONDS, clean: true }, 'connack');
    await asked(socket, { cmd: 'subscribe', messageId: 1, subscriptions }, 'suback');
    await asked(socket, { cmd: 'publish', messageId: 2, ...reading }, 'puback');
    return socket.resume();
  } catch (cause) {
    socket.destroy();
    throw cause;
  }
}

/** @throws where another answer comes, or none */
async function asked(socket: Socket, said: Packet, answer: Packet['cmd']): Promise<void> {
  const answers = parser();
  const parse = (chunk: Buffer): void => void answers.parse(chunk);
  const patience = new AbortController();
  const giveUp = (): void => patience.abort(new Error(`no answer to ${said.cmd}`));
  const timer = setTimeout(giveUp, ANSWER_TIMEOUT_MS);
  socket.on('data', parse).once('close', giveUp);
  try {
    const answered = once(answers, 'packet', { signal: patience.signal });
    socket.write(generate(said));
    const [packet] = (await answered) as [Packet];
    const refused = packet.cmd === 'connack' && packet.returnCode !== 0;
    if (packet.cmd !== answer || refused) throw new Error(`${said.cmd} was refused, by ${packet.cmd}`);
  } finally {
    clearTimeout(timer);
    socket.off('data', parse).off('close', giveUp);
  }
}
