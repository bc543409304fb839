import { userInfo } from 'node:os';

/** Who asks, for what has to be accounted for: the account on this machine, in the characters of `Actor`. */
export function accountName(): string {
  try {
    return (
      userInfo()
        .username.replace(/[^\w.@-]/gu, '_')
        .slice(0, 64) || 'unknown'
    );
  } catch {
    // An account without a name, as a container may have.
    return 'unknown';
  }
}
