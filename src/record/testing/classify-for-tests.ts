/** Labels of a resource under a labeller of the test's own. */
import { classifyResource, type SensitiveLabeller } from '#privacy';

export function classifyForTests(resource: { readonly resourceType: string }, labeller: SensitiveLabeller): number {
  return classifyResource(resource, true, { text: JSON.stringify(resource), labeller }).label;
}
