import { z } from 'zod';
import type { MqttLimits } from './mqtt-limits.js';
import { QuestionQueue } from './question-queue.js';

const authentication = z.object({ result: z.enum(['allow', 'deny', 'ignore']), is_superuser: z.boolean().optional() });
const authorization = z.object({ result: z.enum(['allow', 'deny', 'ignore']) });

/** Header that carries what the broker and the authority have in common. */
export const BROKER_SECRET_HEADER = 'x-broker-secret';

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
}

export interface TopicQuestion {
  readonly clientid: string;
  readonly username: string;
  readonly topic: string;
  readonly action: 'publish' | 'subscribe';
  readonly qos: number;
  readonly retain: boolean;
}

/**
 * Asks by HTTP who may connect and who may use a topic, in the request shapes of EMQX's HTTP authenticator and authoriser.
 * An authority that cannot be asked is an outage and throws: a denial is only what was answered.
 */
export class HttpAuthority {
  private readonly questions: QuestionQueue;

  constructor(private readonly options: AuthorityOptions) {
    this.questions = new QuestionQueue(options.limits.maxConcurrentQuestions, options.limits.maxWaitingQuestions);
  }

  async mayConnect(question: ConnectQuestion): Promise<{ readonly allowed: boolean; readonly superuser: boolean }> {
    const answer = authentication.parse(await this.ask(this.options.authUrl, question));
    return { allowed: answer.result === 'allow', superuser: answer.is_superuser === true };
  }

  async mayUse(question: TopicQuestion): Promise<boolean> {
    return authorization.parse(await this.ask(this.options.aclUrl, question)).result === 'allow';
  }

  private ask(url: string, question: ConnectQuestion | TopicQuestion): Promise<unknown> {
    const { authSecret, limits } = this.options;
    const secret = authSecret === undefined ? {} : { [BROKER_SECRET_HEADER]: authSecret };
    return this.questions.run(async () => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...secret },
        body: JSON.stringify(question),
        signal: AbortSignal.timeout(limits.authTimeoutMs),
      });
      const body: unknown = await response.json();
      if (!response.ok) throw new Error(`the authority answered HTTP ${response.status}`);
      return body;
    });
  }
}
