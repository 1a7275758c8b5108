/** What is answered where no route, or none any more, answers: a page for a browser, and for everything else JSON. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RateLimits } from './rate-limits.ts';

interface Said {
  readonly heading: string;
  readonly text: string;
}

const notFound: Said = {
  heading: 'This page cannot be found',
  text: 'The address may be wrong or out of date. To begin again, follow the name of the service at the top of this page.',
};
const notRead: Said = {
  heading: 'This address or form cannot be read',
  text: 'Nothing was done. To begin again, follow the name of the service at the top of this page.',
};
const broken: Said = {
  heading: 'Something went wrong',
  text: 'It is not known whether what you sent was kept: look before you send it again. If care cannot wait, phone the service that holds the record.',
};

const unavailable: Said = {
  heading: 'The service is not available for the moment',
  text: 'Try again in a minute. It is not known whether what you sent was kept: look before you send it again. If care cannot wait, phone the service that holds the record.',
};

function saidOf(status: number): Said {
  if (status === 503) return unavailable;
  if (status >= 500) return broken;
  return status === 404 ? notFound : notRead;
}

/** Raw braces on a screen say nothing to somebody in a hurry, and have no heading, no language and no way on. */
function isBrowser({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('text/html') === true;
}

export function answerPlainly(
  renderPage: RateLimits['renderPage'],
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
): void {
  if (!isBrowser(request)) {
    reply.code(status).type('application/json').send({ status, requestId: request.id });
    return;
  }
  const { heading, text } = saidOf(status);
  const { html, headers } = renderPage({ heading, text: `${text} Reference: ${request.id}` });
  reply.code(status).headers(headers).type('text/html; charset=utf-8').send(html);
}
