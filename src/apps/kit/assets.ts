/** Style sheet, scripts and icon, under names that hold a hash of their content, so that they may be kept for ever. */
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { assetNames } from './asset-names-table.ts';

/** Serves `assets/` at `/assets/`: `immutable` for a year, since another content has another name. */
export async function registerAssets(app: FastifyInstance): Promise<void> {
  await app.register(fastifyStatic, {
    root: fileURLToPath(new URL('./assets/', import.meta.url)),
    prefix: '/assets/',
    decorateReply: false,
    index: false,
    dotfiles: 'deny',
    immutable: true,
    maxAge: '365d',
    setHeaders: (reply) => {
      reply.header('x-content-type-options', 'nosniff');
      reply.header('cross-origin-resource-policy', 'same-origin');
    },
  });
}

/** The address of an asset by its plain name. */
export function assetHref(name: keyof typeof assetNames): string {
  return `/assets/${assetNames[name]}`;
}
