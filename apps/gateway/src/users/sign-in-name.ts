import { utilityCode } from '@openprepay/contracts/wire';
import { canonicalUsername } from './user.js';

/** What somebody signs in by: a user name, or `name@utility`. A user name may have an @ in it too. */
export interface SignInName {
  /** As it was said, in lower case: a user name of whichever utility has it alone. */
  readonly whole: string;
  /** What it means if what follows the last @ is a utility's code. */
  readonly qualified?: { readonly username: string; readonly utility: string };
}

export function signInName(said: string): SignInName {
  const whole = canonicalUsername(said);
  const at = whole.lastIndexOf('@');
  const [username, utility] = [whole.slice(0, Math.max(at, 0)), whole.slice(at + 1)];
  if (username === '' || !utilityCode.safeParse(utility).success) return { whole };
  return { whole, qualified: { username, utility } };
}
