import { z } from 'zod';
import { FairQueue, type Turn } from './fair-queue.js';
import type { MqttLimits } from './mqtt-limits.js';
import type { TopicAction, TopicRule } from './topic-rules.js';

const MAX_RULES = 256;

const result = z.enum(['allow', 'deny', 'ignore']);
const rule = z.strictObject({
  permission: z.enum(['allow', 'deny']),
  action: z.enum(['publish', 'subscribe', 'all']),
  topic: z.string().min(1),
});
const authentication = z.object({ result, is_superuser: z.boolean().optional(), acl: z.array(rule).max(MAX_RULES).optional() });
const authorization = z.object({ result });

/** Header that carries what the broker and the authority have in common. */
export const BROKER_SECRET_HEADER = 'x-broker-secret';

/** The question itself was not taken: a name that nobody can have. What says anything of the broker or of load is an outage. */
const NOT_TAKEN: ReadonlySet<number> = new Set([400, 413, 422]);

export interface AuthorityOptions {
  readonly authUrl: string;
  readonly aclUrl: string;
  readonly authSecret?: string;
  readonly limits: MqttLimits;
}

export interface ConnectQuestion {
  readonly clientid: string;
  readonly username: string;
  readonly password: string;
  readonly peerhost: string;
  /** Of the certificate that the client has shown, where it has; its name is EMQX's word. */
  readonly cert_common_name?: string;
  /** SHA-256 of it, 64 digits. */
  readonly cert_fingerprint?: string;
}

export interface TopicQuestion {
  readonly clientid: string;
  readonly username: string;
  readonly topic: string;
  readonly action: TopicAction;
  readonly qos: number;
  readonly retain: boolean;
}

export interface ConnectAnswer {
  readonly allowed: boolean;
  readonly superuser: boolean;
  readonly rules: readonly TopicRule[] | undefined;
}

/**
 * Asks by HTTP who may connect and who may use a topic, in the request shapes of EMQX's HTTP authenticator and authoriser.
 * An authority that cannot be asked is an outage and throws: a denial is only what was answered.
 */
export class HttpAuthority {
  private readonly questions: FairQueue;

  constructor(private readonly options: AuthorityOptions) {
    const { maxConcurrentQuestions: running, maxWaitingQuestions: waiting, maxWaitingQuestionsOfOne: waitingOfOne } = options.limits;
    this.questions = new FairQueue({ running, waiting, waitingOfOne });
  }

  /** Who wants to come in goes before those that are in and ask about topics. */
  async mayConnect(question: ConnectQuestion): Promise<ConnectAnswer> {
    const turn = { of: `${question.peerhost} ${question.username}`, urgent: true };
    const answer = await this.ask(this.options.authUrl, question, turn);
    if (answer === undefined) return { allowed: false, superuser: false, rules: undefined };
    const { result: said, is_superuser: superuser = false, acl: rules } = authentication.parse(answer);
    return { allowed: said === 'allow', superuser, rules };
  }

  async mayUse(question: TopicQuestion): Promise<boolean> {
    const answer = await this.ask(this.options.aclUrl, question, { of: question.username });
    return answer !== undefined && authorization.parse(answer).result === 'allow';
  }

  /** @returns undefined where the question was not taken for one */
  private ask(url: string, question: ConnectQuestion | TopicQuestion, turn: Turn): Promise<unknown> {
    const { authSecret, limits } = this.options;
    const secret = authSecret === undefined ? {} : { [BROKER_SECRET_HEADER]: authSecret };
    return this.questions.run(turn, async () => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...secret },
        body: JSON.stringify(question),
        signal: AbortSignal.timeout(limits.authTimeoutMs),
      });
      const body: unknown = await response.json();
      if (NOT_TAKEN.has(response.status)) return undefined;
      if (!response.ok) throw new Error(`the authority answered HTTP ${response.status}`);
      return body;
    });
  }
}
