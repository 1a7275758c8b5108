export { appPermissionText } from './app-permission-words.en.ts';
export { registerAssets } from './assets.ts';
export type { FhirDate } from './calendar.ts';
export { type Lane, laneNames, lanes } from './lane.ts';
export { createLiveStreams, type LiveStreams } from './live-stream.ts';
export type { Author, Chip, Fact, FieldError, Link, Tag, TextPart, Tone } from './marks.ts';
export { createPages, type Page, type Pages, patientPage, staffPage } from './pages.ts';
export { patientDate, patientDay, patientDayTime, patientTime } from './patient-date.ts';
export {
  type BannerAllergies,
  type BannerAllergy,
  type BannerContact,
  type BannerDetails,
  bannerName,
  type PersonBanner,
} from './person-banner.ts';
export { newCspNonce, pageHeaders } from './security-headers.ts';
export type { NavigationItem, PatientNavigationItem, PatientShell, ShellReader, SignOut, StaffShell } from './shell.ts';
export type { Section, SourceAnswer, SourceState } from './source-state.ts';
export { staffDateText, staffTime } from './staff-date.ts';
export type { Standing, Trend, TrendBand, TrendPoint } from './trend.ts';
