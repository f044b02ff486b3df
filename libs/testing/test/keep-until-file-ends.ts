import { afterAll } from 'vitest';
import { keptServers } from '../src/kept-servers.js';

// Of vitest's `setupFiles`, where each spec file has a process of its own.
keptServers.kept = true;
afterAll(() => keptServers.end());
