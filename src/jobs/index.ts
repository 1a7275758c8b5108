export { createJobs, type Jobs } from './create-jobs.ts';
export { type Job, type JobData, JobEnded, type JobHandler, type JobPart, type JobRun, type NewJob } from './job.ts';
