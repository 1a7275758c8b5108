/** `Patient/[id]/$summary` (International Patient Summary): a document of what the caller may see. */
import { type Answer, jsonAnswer } from './answer.ts';
import { type ApiCall, type InteractionDependencies, isInScope } from './api-call.ts';
import { faultAnswer } from './fault-to-operation-outcome.ts';

export async function answerSummary(deps: InteractionDependencies, call: ApiCall): Promise<Answer> {
  const summary = await deps.record.summaryForApi(call.request, {
    id: call.id,
    baseUrl: `${deps.publicUrl}/fhir`,
    mayRead: (type) => isInScope(call, type, 'r'),
  });
  return summary.ok ? jsonAnswer(200, summary.value) : faultAnswer(summary.fault);
}
