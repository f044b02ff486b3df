#!/usr/bin/env node
import { prepareAndRun } from './prepare.mjs';
import { requirePorts } from './requirements.mjs';

await prepareAndRun('start-main.js', requirePorts);
