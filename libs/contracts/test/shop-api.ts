import { z } from 'zod';
import { defineApi } from '../src/http/api.js';
import { endpoint, noBody, readByDomain } from '../src/http/endpoint.js';
import { pageAnswer, pageQuery } from '../src/http/page.js';
import { instant, naturalNumber } from '../src/wire.js';

const clerk = { roles: ['clerk'] } as const;
const price = z.object({ amountMinor: naturalNumber, since: instant }).meta({ id: 'Price', description: 'what it costs' });
const article = z.object({ articleId: z.uuid(), name: z.string(), price }).meta({ id: 'Article' });
const ofArticle = z.object({ articleId: z.string().min(1).max(40) });

/** A small api that has one of everything. */
export const shopApi = defineApi({
  service: 'shop',
  title: 'Shop',
  publicPath: '/api/shop',
  errors: { 'shop.article_unknown': 404, 'shop.sold_out': 409, 'shop.key_required': 400 },
  endpoints: {
    sell: endpoint({
      method: 'POST',
      path: '/v1/articles/:articleId/sales',
      summary: 'Sell',
      tag: 'Selling',
      access: clerk,
      params: ofArticle,
      headers: z.object({ 'idempotency-key': z.string().min(1).max(128), 'x-till': z.string().max(10).optional() }),
      body: z.strictObject({
        pieces: z.int().min(1).max(99),
        gifts: z
          .array(z.string().regex(/^[a-z]+$/))
          .max(3)
          .optional(),
      }),
      answers: { 201: article, 202: article },
      answerHeaders: z.object({ 'idempotency-replayed': z.literal('true').optional() }),
      errors: ['shop.article_unknown', 'shop.sold_out', 'shop.key_required'],
    }),
    list: endpoint({
      method: 'GET',
      path: '/v1/articles',
      summary: 'List',
      tag: 'Articles',
      access: { anyRole: true },
      query: pageQuery({ name: z.string().max(20).optional() }),
      answers: { 200: pageAnswer(article) },
    }),
    remove: endpoint({
      method: 'DELETE',
      path: '/v1/articles/:articleId',
      summary: 'Remove',
      tag: 'Articles',
      access: { platform: true },
      params: ofArticle,
      answers: { 204: noBody },
    }),
    label: endpoint({
      method: 'GET',
      path: '/v1/articles/:articleId/label',
      summary: 'Label',
      tag: 'Articles',
      access: clerk,
      params: ofArticle,
      answers: { 200: 'text/plain' },
    }),
    watch: endpoint({
      method: 'GET',
      path: '/v1/sales',
      summary: 'Sales as they happen',
      tag: 'Selling',
      access: { public: true },
      answers: { 200: 'text/event-stream' },
    }),
    follow: endpoint({
      method: 'GET',
      path: '/v1/till',
      summary: 'What the till says',
      tag: 'Selling',
      access: clerk,
      answers: { 200: 'text/event-stream' },
      stream: { silenceLimitMs: 5_000, events: { sold: price, closed: z.object({ by: z.string() }).meta({ id: 'Closed' }) } },
    }),
    load: endpoint({
      method: 'POST',
      path: '/v1/articles/import',
      summary: 'Import',
      tag: 'Articles',
      access: { roles: [], adminExcluded: true },
      consumes: ['text/csv'],
      bodyLimit: 5_000_000,
      body: z.string().max(5_000_000),
      answers: { 200: z.object({ articles: z.int() }) },
    }),
    describe: endpoint({
      method: 'PUT',
      path: '/v1/description',
      summary: 'Describe',
      tag: 'Articles',
      access: clerk,
      body: readByDomain(z.object({ text: z.string() }).meta({ id: 'Description' })),
      answers: { 200: z.object({ text: z.string() }) },
    }),
    ask: endpoint({
      method: 'POST',
      path: '/v1/broker/ask',
      summary: 'For the broker alone',
      tag: 'Hooks',
      access: { public: true },
      answers: { 200: z.object({}) },
      hook: true,
    }),
  },
});
