import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { inside } from './frame-routes.js';
import { texts, worded } from './route-parts.js';

const batches = createRoute({
  getParentRoute: () => inside,
  path: '/batches',
  validateSearch: texts('state'),
  component: lazyRouteComponent(() => worded(import('../batches/batches-page.js')), 'BatchesPage'),
});

const batch = createRoute({
  getParentRoute: () => inside,
  path: '/batches/$batchId',
  component: lazyRouteComponent(() => worded(import('../batches/batch-page.js')), 'BatchPage'),
});

const imports = createRoute({
  getParentRoute: () => inside,
  path: '/imports',
  validateSearch: texts('kind', 'importId'),
  component: lazyRouteComponent(() => worded(import('../imports/imports-page.js')), 'ImportsPage'),
});

const network = createRoute({
  getParentRoute: () => inside,
  path: '/network',
  validateSearch: texts('kind'),
  component: lazyRouteComponent(() => worded(import('../network/network-page.js')), 'NetworkPage'),
});

const models = createRoute({
  getParentRoute: () => inside,
  path: '/models',
  validateSearch: texts('tab', 'manufacturerCode'),
  component: lazyRouteComponent(() => worded(import('../models/models-page.js')), 'ModelsPage'),
});

const exceptions = createRoute({
  getParentRoute: () => inside,
  path: '/exceptions',
  validateSearch: texts('kind', 'state', 'meterNumber'),
  component: lazyRouteComponent(() => worded(import('../exceptions/exceptions-page.js')), 'ExceptionsPage'),
});

const deliveries = createRoute({
  getParentRoute: () => inside,
  path: '/deliveries',
  validateSearch: texts('range', 'state', 'meterNumber'),
  component: lazyRouteComponent(() => worded(import('../deliveries/deliveries-page.js')), 'DeliveriesPage'),
});

const headEnd = createRoute({
  getParentRoute: () => inside,
  path: '/head-end',
  validateSearch: texts('tab', 'hours'),
  component: lazyRouteComponent(() => worded(import('../head-end/head-end-page.js')), 'HeadEndPage'),
});

const campaigns = createRoute({
  getParentRoute: () => inside,
  path: '/campaigns',
  validateSearch: texts('state'),
  component: lazyRouteComponent(() => worded(import('../campaigns/campaigns-page.js')), 'CampaignsPage'),
});

const campaign = createRoute({
  getParentRoute: () => inside,
  path: '/campaigns/$campaignId',
  validateSearch: texts('state'),
  component: lazyRouteComponent(() => worded(import('../campaigns/campaign-page.js')), 'CampaignPage'),
});

const provenance = createRoute({
  getParentRoute: () => inside,
  path: '/provenance',
  validateSearch: texts('range'),
  component: lazyRouteComponent(() => worded(import('../provenance/provenance-page.js')), 'ProvenancePage'),
});

/** What is kept of meters and of the work around them. */
export const registerRoutes = [
  batches,
  batch,
  campaigns,
  campaign,
  imports,
  network,
  models,
  exceptions,
  deliveries,
  headEnd,
  provenance,
] as const;
