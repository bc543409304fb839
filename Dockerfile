# One image for both processes: `docker build -t aislegate .`, then `edge` or `hq` as the command.
# nats-server, the MQTT broker and PostgreSQL are services of their own: deploy/compose.yaml.

FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.base.json tsconfig.build.json tsconfig.web.json vite.config.ts ./
COPY bin bin
COPY contract contract
COPY platform platform
COPY devices devices
COPY models models
COPY edge edge
COPY cloud cloud
COPY cli cli
RUN node bin/aislegate.mjs --version
RUN npm prune --omit=dev
RUN mkdir -p data keys

FROM node:22-bookworm-slim AS run
ENV NODE_ENV=production
ENV AISLEGATE_DATA=/data
# Where the process says that it lives; set it to the address in use. Not /readyz: a shop without internet must not be restarted.
ENV AISLEGATE_HEALTH_URL=http://127.0.0.1:18080/healthz
WORKDIR /app
COPY --from=build /app/package.json package.json
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/bin bin
COPY --from=build /app/dist dist
COPY --from=build /app/models/offer-ranker/artefact models/offer-ranker/artefact
COPY --from=build --chown=node:node /app/data /data
# The key to it, which must not be in it: mount it from another place, or it goes with the container.
COPY --from=build --chown=node:node /app/keys /data.keys
USER node
VOLUME /data /data.keys
EXPOSE 18080 18090 18830
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(process.env.AISLEGATE_HEALTH_URL).then((reply) => process.exit(reply.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/aislegate.mjs"]
CMD ["edge"]
