/** What does a round of work. @returns how much moved on */
interface Round {
  execute(): Promise<number>;
}

/** Looks at what meters are wished to be, and then sends what waits, also where no wish could be looked at. */
export class RunCommands {
  constructor(
    private readonly pursueWishes: Round,
    private readonly sendCommands: Round,
  ) {}

  /** @throws what the wishes failed with, after everything else is done */
  async execute(): Promise<number> {
    const [pursued] = await Promise.allSettled([this.pursueWishes.execute()]);
    const moved = await this.sendCommands.execute();
    if (pursued.status === 'rejected') throw pursued.reason;
    return pursued.value + moved;
  }
}
