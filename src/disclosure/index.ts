export {
  AccessGrant,
  type GrantGround,
  type SourceNumber,
  type VisibilityRule,
} from './access-grant.ts';
export {
  type AppOnBehalf,
  type Caller,
  callerKey,
  type DemandedSignIn,
  type PatientCaller,
  type PurposeOfUse,
  type RequestContext,
  type StaffCaller,
  type SystemCaller,
} from './caller.ts';
export {
  allContentClasses,
  type ContentClass,
  type ContentClassName,
  classesThatName,
  contentClass,
  contentClasses,
  contentClassName,
} from './content-class.ts';
export { type LabelName, label, labelNames, labelsHiddenFromAll, sensitiveLabels } from './labels.ts';
export type { Narrowing, TokenFilter, TypeNarrowing } from './narrowing.ts';
export type { PersonNumber } from './person-number.ts';
export { type DisclosedItem, openSealed, type Receipt, type Sealed } from './sealed.ts';
