export {
  type Directory,
  type Organisation,
  type OrganisationKind,
  openDirectory,
  type Source,
  type SourceToRegister,
} from './directory.ts';
