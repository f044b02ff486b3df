/** What the broker knows of one connection besides the library's own state. */
export class BrokerSession {
  /** Grants, and questions that are on their way: a connection that sends many messages at once asks once. */
  private readonly answers = new Map<string, Promise<boolean>>();

  constructor(
    readonly username: string,
    readonly superuser: boolean,
    private readonly maxAnswers: number,
  ) {}

  /** The answer to a question; only grants are remembered, as long as the connection lasts: a denial may be lifted at any moment. */
  mayUse(action: string, topic: string, ask: () => Promise<boolean>): Promise<boolean> {
    const key = `${action} ${topic}`;
    const known = this.answers.get(key);
    if (known !== undefined) return known;
    if (this.answers.size >= this.maxAnswers) this.answers.clear();
    const answer = ask();
    this.answers.set(key, answer);
    const forget = (): void => {
      if (this.answers.get(key) === answer) this.answers.delete(key);
    };
    answer.then((allowed) => (allowed ? undefined : forget()), forget);
    return answer;
  }
}
