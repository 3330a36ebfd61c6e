# Paperboy on Node 26, which runs the TypeScript as it is: there is no build step.
FROM node:26-slim

ENV NODE_ENV=production
WORKDIR /app

# The optional packages bring Node itself to machines without it; this image has it.
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts && npm cache clean --force

COPY bin ./bin
COPY src ./src
COPY migrations ./migrations
COPY templates ./templates
COPY seeds ./seeds

RUN mkdir /data && chown node:node /data
ENV PAPERBOY_DATA=/data
VOLUME /data

USER node
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s CMD ["node", "-e", "fetch('http://127.0.0.1:8080/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/paperboy.js"]
