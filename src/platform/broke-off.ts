import type { IncomingMessage, ServerResponse } from 'node:http';

/** Whether who asked has gone before the whole request had come: no failure of ours, and nobody is there to be answered. */
export function brokeOff(
  request: Pick<IncomingMessage, 'complete'>,
  answer: Pick<ServerResponse, 'destroyed'>,
): boolean {
  return answer.destroyed && !request.complete;
}
