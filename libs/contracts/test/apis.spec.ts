import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Api } from '../src/http/api.js';
import { answerHeaderNames, apis, requestHeaderNames } from '../src/http/apis.js';

const FOLDER = new URL('../src/http/', import.meta.url);

const isApi = (value: unknown): value is Api => typeof value === 'object' && value !== null && 'endpoints' in value && 'service' in value;

describe('the apis of the house', () => {
  it('are all that a file of contracts exports, by their service', async () => {
    const files = (await readdir(FOLDER)).filter((name) => name !== 'apis.ts');
    const modules = await Promise.all(files.map((name) => import(new URL(name, FOLDER).href) as Promise<Record<string, unknown>>));
    const found = modules.flatMap((module) => Object.values(module).filter(isApi));

    expect(Object.values<Api>(apis)).toEqual(expect.arrayContaining(found));
    expect(found).toHaveLength(Object.keys(apis).length);
    for (const [service, api] of Object.entries<Api>(apis)) expect(api.service).toBe(service);
  });

  it('name each header once that calls and answers may have', () => {
    expect(requestHeaderNames()).toEqual([...new Set(requestHeaderNames())].sort());
    expect(answerHeaderNames()).toEqual([...new Set(answerHeaderNames())].sort());
    expect(requestHeaderNames()).toEqual(expect.arrayContaining(['authorization', 'content-type', 'x-request-id']));
    expect(answerHeaderNames()).toEqual(expect.arrayContaining(['location', 'retry-after', 'x-request-id']));
    for (const { endpoints } of Object.values<Api>(apis)) {
      for (const { headers, answerHeaders, hook } of Object.values(endpoints)) {
        if (hook === true) continue;
        expect(requestHeaderNames()).toEqual(expect.arrayContaining(Object.keys(headers?.shape ?? {})));
        expect(answerHeaderNames()).toEqual(expect.arrayContaining(Object.keys(answerHeaders?.shape ?? {})));
      }
    }
  });
});
