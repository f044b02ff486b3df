/** What the broker knows of one connection besides the library's own state. */
export class BrokerSession {
  private readonly granted = new Set<string>();

  constructor(
    readonly username: string,
    readonly superuser: boolean,
    private readonly maxGranted: number,
  ) {}

  /** Only grants are remembered, for as long as the connection lasts: a denial may be lifted at any moment. */
  isGranted(action: string, topic: string): boolean {
    return this.granted.has(`${action} ${topic}`);
  }

  grant(action: string, topic: string): void {
    if (this.granted.size >= this.maxGranted) this.granted.clear();
    this.granted.add(`${action} ${topic}`);
  }
}
