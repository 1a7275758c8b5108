/** The invented organisations of the Tarnholt region and of Overfell beside it. Codes begin with ZX: never issued. */
import type { OrganisationKind } from './region-types.ts';

interface SourceRow {
  readonly id: string;
  readonly name: string;
  readonly feed: 'hl7v2' | 'fhir' | 'csv';
  readonly state: 'live' | 'pulled' | 'stale' | 'unreachable';
  readonly style?: 'structured' | 'extract';
  readonly hl7?: { application: string; version: '2.3' | '2.4'; characterSet?: '8859/1' | 'UNICODE UTF-8' };
}

export interface OrganisationRow {
  readonly code: string;
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly town: string;
  readonly sources: readonly SourceRow[];
}

const practice = (code: string, name: string, town: string, style: 'structured' | 'extract'): OrganisationRow => ({
  code,
  name,
  kind: 'gp-practice',
  town,
  sources: [{ id: `${code.toLowerCase()}-gp`, name: `${name} GP record`, feed: 'fhir', state: 'pulled', style }],
});

function single(
  code: string,
  name: string,
  kind: OrganisationKind,
  town: string,
  source: Omit<SourceRow, 'id' | 'name'>,
): OrganisationRow {
  return { code, name, kind, town, sources: [{ id: code.toLowerCase(), name, ...source }] };
}

const liveFhir = { feed: 'fhir', state: 'live' } as const;
const liveCsv = { feed: 'csv', state: 'live' } as const;

export const organisationRows: readonly OrganisationRow[] = [
  { code: 'ZX1', name: 'Tarnholt Integrated Care Board', kind: 'commissioner', town: 'Tarnholt', sources: [] },
  practice('ZX11', 'Alderfen Surgery', 'Tarnholt', 'structured'),
  practice('ZX12', 'Beckfoot Medical Centre', 'Beckfoot', 'structured'),
  practice('ZX13', 'Castle Lane Practice', 'Tarnholt', 'structured'),
  practice('ZX14', 'Dunmere Health Centre', 'Dunmere', 'extract'),
  practice('ZX15', 'Elmswick Surgery', 'Elmswick', 'extract'),
  practice('ZX16', 'Fallowgate Practice', 'Wexmoor', 'extract'),
  single('ZX21', 'Fairwater Community Care CIC', 'community', 'Tarnholt', liveFhir),
  single('ZX22', 'Tarnholt Mental Health', 'mental-health', 'Tarnholt', { feed: 'fhir', state: 'unreachable' }),
  single('ZX23', 'Tarnholt Maternity Service', 'maternity', 'Tarnholt', liveFhir),
  single('ZX24', 'Fairwater Health Visiting', 'health-visiting', 'Beckfoot', liveFhir),
  single('ZX31', 'Millgate Walk-in and Urgent Treatment Centre', 'urgent-treatment-centre', 'Dunmere', liveFhir),
  single('ZX32', 'Tarnholt 111', 'nhs-111', 'Tarnholt', liveFhir),
  {
    code: 'ZX41',
    name: 'Tarnholt Hospitals',
    kind: 'acute-trust',
    town: 'Tarnholt',
    sources: [
      {
        id: 'zx41',
        name: 'Tarnholt Hospitals',
        feed: 'hl7v2',
        state: 'live',
        hl7: { application: 'TIE', version: '2.4', characterSet: '8859/1' },
      },
      { id: 'zx41-medicines', name: 'Tarnholt Hospitals medicines', feed: 'fhir', state: 'live' },
    ],
  },
  {
    code: 'ZX42',
    name: 'Wexmoor Hospitals',
    kind: 'acute-trust',
    town: 'Wexmoor',
    sources: [
      {
        id: 'zx42',
        name: 'Wexmoor Hospitals',
        feed: 'hl7v2',
        state: 'live',
        hl7: { application: 'PAS', version: '2.3' },
      },
    ],
  },
  {
    code: 'ZX43',
    name: 'Brackenridge Cancer Hospital (Overfell region)',
    kind: 'specialist-hospital',
    town: 'Overfell',
    sources: [
      {
        id: 'zx43',
        name: 'Brackenridge Cancer Hospital',
        feed: 'hl7v2',
        state: 'live',
        hl7: { application: 'EPR', version: '2.4', characterSet: 'UNICODE UTF-8' },
      },
    ],
  },
  single('ZX51', 'Brightdoor Home Care', 'home-care', 'Tarnholt', liveCsv),
  single('ZX61', 'Wexmoor Ambulance Service', 'ambulance', 'Wexmoor', liveFhir),
  single('ZX71', 'Alderfen Pharmacy', 'pharmacy', 'Tarnholt', liveFhir),
  single('ZX72', 'Brightmart Pharmacy', 'pharmacy', 'Wexmoor', liveFhir),
  single('ZX73', 'Clearview Opticians', 'optometrist', 'Beckfoot', { feed: 'fhir', state: 'stale' }),
  single('ZX74', 'Tarnholt Diagnostic Centre', 'diagnostic-centre', 'Tarnholt', {
    feed: 'hl7v2',
    state: 'live',
    hl7: { application: 'RIS', version: '2.3' },
  }),
  single('ZX75', 'Moorlight Hospice', 'hospice', 'Elmswick', liveFhir),
  {
    code: 'ZX81',
    name: 'Tarnholt Council',
    kind: 'council',
    town: 'Tarnholt',
    sources: [
      { id: 'zx81-adults', name: "Tarnholt Council adults' social care", ...liveCsv },
      { id: 'zx81-children', name: "Tarnholt Council children's social care", ...liveCsv },
    ],
  },
  {
    code: 'ZX83',
    name: 'Wexmoor Council',
    kind: 'council',
    town: 'Wexmoor',
    sources: [
      { id: 'zx83-adults', name: "Wexmoor Council adults' social care", ...liveCsv },
      { id: 'zx83-children', name: "Wexmoor Council children's social care", ...liveCsv },
    ],
  },
  single('ZX91', 'Larkrise House', 'care-home', 'Elmswick', liveCsv),
  single('ZX92', 'Quayside Lodge', 'care-home', 'Wexmoor', liveCsv),
  single('ZX95', 'Kindly Neighbours', 'charity', 'Tarnholt', liveCsv),
];
