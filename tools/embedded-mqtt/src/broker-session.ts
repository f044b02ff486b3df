import { ruleFor, type TopicAction, type TopicRule } from './topic-rules.js';

export interface SessionGrant {
  readonly username: string;
  readonly superuser: boolean;
  /** What the authority said with its answer to CONNECT; undefined where it is to be asked about each topic. */
  readonly rules: readonly TopicRule[] | undefined;
}

export interface SessionLimits {
  readonly aclCacheEntries: number;
  readonly maxDenials: number;
}

/** What the broker knows of one connection besides the library's own state. */
export class BrokerSession {
  readonly username: string;
  readonly superuser: boolean;
  private readonly rules: readonly TopicRule[] | undefined;
  /** Grants, and questions that are on their way: a connection that sends many messages at once asks once. */
  private readonly answers = new Map<string, Promise<boolean>>();
  private denials = 0;
  /** It listens by the name of `me`. */
  isMe = false;

  constructor(
    { username, superuser, rules }: SessionGrant,
    private readonly limits: SessionLimits,
  ) {
    this.username = username;
    this.superuser = superuser;
    this.rules = rules;
  }

  /** By the rules where there are some; else by asking, once for each topic that is granted. A connection that was denied too often is not heard. */
  async mayUse(action: TopicAction, topic: string, ask: () => Promise<boolean>): Promise<boolean> {
    if (this.isTiresome) return false;
    const allowed =
      this.rules === undefined ? await this.askOnce(`${action} ${topic}`, ask) : ruleFor(this.rules, action, topic) === 'allow';
    if (!allowed) this.denials++;
    return allowed;
  }

  /** Decides by itself; else each refusal was the authority's own. */
  get hasRules(): boolean {
    return this.rules !== undefined;
  }

  /** Denied more often than a client that means well would be. */
  get isTiresome(): boolean {
    return this.denials >= this.limits.maxDenials;
  }

  /** Only grants are remembered, as long as the connection lasts: a denial may be lifted at any moment. */
  private askOnce(key: string, ask: () => Promise<boolean>): Promise<boolean> {
    const known = this.answers.get(key);
    if (known !== undefined) return known;
    if (this.answers.size >= this.limits.aclCacheEntries) this.answers.clear();
    const answer = ask();
    this.answers.set(key, answer);
    const forget = (): void => {
      if (this.answers.get(key) === answer) this.answers.delete(key);
    };
    answer.then((allowed) => (allowed ? undefined : forget()), forget);
    return answer;
  }
}
