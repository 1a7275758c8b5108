/** The person is "you" on their own pages; staff read of the person. */
import type { ChoosingContext } from './choosing-context.ts';

export function somebodyIn(text: string, audience: ChoosingContext['audience']): string {
  return audience === 'person'
    ? text.replaceAll('{somebody}', 'you').replaceAll('{Somebody}', 'You')
    : text.replaceAll('{somebody}', 'the person').replaceAll('{Somebody}', 'The person');
}
