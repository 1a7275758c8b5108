import type { IncomingMessage, ServerResponse } from 'node:http';

/** An answer as far as its connection goes. */
export interface Connected extends Pick<ServerResponse, 'destroyed'> {
  readonly req?: { readonly socket?: Pick<IncomingMessage['socket'], 'once' | 'destroyed'> };
}

/** The answer to a request that was sent behind another has no connection yet: when that ends, Node tells it nothing. */
export function isGone(answer: Connected): boolean {
  return answer.destroyed || answer.req?.socket?.destroyed === true;
}

/** Whether who asked has gone before the whole request had come: no failure of ours, and nobody is there to be answered. */
export function brokeOff(request: Pick<IncomingMessage, 'complete'>, answer: Connected): boolean {
  return isGone(answer) && !request.complete;
}
