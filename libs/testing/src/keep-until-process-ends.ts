import { keptServers } from './kept-servers.js';

// Of vitest's `setupFiles`, where spec files share a process: its servers end with it, by the signal that vitest ends it with.
if (!keptServers.kept) {
  process.once('SIGTERM', () => {
    keptServers.endNow();
    process.kill(process.pid, 'SIGTERM');
  });
}
keptServers.kept = true;
