/** Results that wait for a clinician whatever the first message says (docs/standards/hl7v2-events.md): data, no rules. */

/** OBR-24, table 0074 with local additions. */
export const imagingSections: ReadonlySet<string> = new Set([
  'RAD',
  'RX',
  'XRC',
  'CT',
  'NMR',
  'NMS',
  'RUS',
  'VUS',
  'OUS',
  'CUS',
  'IMG',
  'MRI',
  'US',
  'DX',
  'MG',
  'PET',
]);

export const histologySections: ReadonlySet<string> = new Set(['SP', 'PAT', 'CP', 'HI', 'CY', 'HISTO', 'CYTO']);

export const geneticsSections: ReadonlySet<string> = new Set(['CG', 'GE', 'GEN']);

/** Bedside measures of nurses: not a laboratory's. */
export const nursingSections: ReadonlySet<string> = new Set(['NRS']);

/** Words in the name of a test or report. */
export const imagingWords =
  /\b(x-?rays?|radiograph\w*|ultrasound|sonograph\w*|mammogra\w*|ct (scan|of|head|chest|abdomen)|mri|magnetic resonance|pet scan|echocardiogra\w*|dexa)\b/i;
export const histologyWords = /\b(histolog\w*|histopath\w*|cytolog\w*|biops\w*)\b/i;
export const geneticsWords = /\b(genetic\w*|genom\w*|karyotyp\w*|brca\d?|microarray|gene|mutation\w*|exome)\b/i;
export const sexualHealthWords =
  /\b(chlamydia\w*|gonorrh\w*|gonococc\w*|neisseria gonorr\w*|syphilis|treponema\w*|trichomonas\w*|hiv|human immunodeficiency virus|mycoplasma genitalium|genital herpes|sexually transmitted|gum clinic|sexual health)\b/i;
export const tumourMarkerWords =
  /\b(tumou?r markers?|psa|prostate specific antigen|ca ?-?125|ca ?-?15-?3|ca ?-?19-?9|cea|carcino-?embryonic\w*|afp|alpha-?feto ?protein|calcitonin|chromogranin\w*)\b/i;
