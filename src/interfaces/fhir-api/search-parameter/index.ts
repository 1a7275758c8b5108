export {
  answerParameterCreate,
  answerParameterDelete,
  answerParameterRead,
  answerParameterSearch,
  answerParameterUpdate,
} from './answer-search-parameter.ts';
export { registerSearchParameters } from './index-job.ts';
