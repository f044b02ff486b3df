# One image for every service: the container's command says which one it is.
FROM node:24-bookworm-slim AS build
WORKDIR /openprepay
COPY package.json package-lock.json .npmrc .swcrc nx.json tsconfig.base.json tsconfig.json bundle.config.mjs ./
COPY apps ./apps
COPY libs ./libs
COPY tools ./tools
RUN npm ci --no-fund --no-audit && NX_DAEMON=false npm run build
# What runs, and nothing else: what is built with its manifests and assets, and what the services take from npm.
RUN npm ci --omit=dev --no-fund --no-audit \
      -w apps/key-management -w apps/vending -w apps/telemetry -w apps/billing -w apps/gateway \
  && mkdir /image \
  && find apps libs tools/standalone \
      \( -path '*/bundle/*' -o -path '*/dist/*' -o -path '*/assets/*' -o -name package.json \) -not -path '*/node_modules/*' -type f \
      -exec cp --parents -t /image {} +

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0
# As `npm start` tells them, tools/standalone/src/parts.ts.
ENV NODE_OPTIONS="--disable-warning=TimeoutNegativeWarning --max-semi-space-size=16" MALLOC_ARENA_MAX=2 MALLOC_TRIM_THRESHOLD_=131072
WORKDIR /openprepay
COPY --from=build /openprepay/node_modules ./node_modules
COPY --from=build /image ./
# Named volumes take the owner of the folder they are mounted on; 1883 is who mosquitto is in its own image.
RUN install -d -o node -g node -m 0700 /var/lib/openprepay && install -d -o 1883 -g 1883 -m 0700 /mosquitto/data
USER node
# apps/<service>/bundle/service/main.js serves; apps/<service>/bundle/service/migrate.js brings its tables up to date.
CMD ["node", "apps/gateway/bundle/service/main.js"]
