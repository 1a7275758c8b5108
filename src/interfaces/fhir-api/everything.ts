import { recordFault } from '#record';
import type { ApiCall, FhirApiDependencies } from './api-call.ts';
import type { Answer } from './answer.ts';
import { faultAnswer } from './fault-to-operation-outcome.ts';

export async function answerEverything(_deps: FhirApiDependencies, _call: ApiCall): Promise<Answer> {
  return faultAnswer(recordFault('RECORD-006'));
}
