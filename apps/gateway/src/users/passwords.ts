import { hash, verify } from '@node-rs/argon2';
import { type Guest, HashLine } from './hash-line.js';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane; about 12 ms of one core. */
export const HASH_OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Hashes at one time: they share the thread pool with file and name look-ups. */
export const MAX_CONCURRENT_HASHES = 3;

/** Hash of a random value that nobody knows: an unknown user costs as much time as a wrong password. */
export const NOBODYS_HASH = '$argon2id$v=19$m=19456,t=2,p=1$W0ULOHhThON+H6wz4e2xTQ$sz1pWYLFwDhzcr5ODFLFg5z52Q6LPzR963xIq8rNsGU';

/** Hashes and checks passwords, a few at a time; who waits longest is decided by the {@link HashLine}. */
export class Passwords {
  private running = 0;
  private readonly line = new HashLine();

  /** For somebody who is signed in, or the platform itself. @throws {RequestError} `request.rate_limited` */
  hash(password: string): Promise<string> {
    return this.inTurn({ known: true }, () => hash(password, HASH_OPTIONS));
  }

  /**
   * @param passwordHash undefined for a user that does not exist: takes the same time and is never right
   * @throws {RequestError} `request.rate_limited` where too many wait already
   */
  async matches(passwordHash: string | undefined, password: string, guest: Guest): Promise<boolean> {
    const right = await this.inTurn(guest, () => verify(passwordHash ?? NOBODYS_HASH, password));
    return right && passwordHash !== undefined;
  }

  private async inTurn<T>(guest: Guest, work: () => Promise<T>): Promise<T> {
    if (this.running >= MAX_CONCURRENT_HASHES) await this.line.wait(guest);
    else this.running += 1;
    try {
      return await work();
    } finally {
      const next = this.line.next();
      // The place is handed over rather than freed, so that nobody slips in between.
      if (next) next();
      else this.running -= 1;
    }
  }
}
