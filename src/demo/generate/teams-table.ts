/** Named teams of the demo region, by demo account. A real organisation forms its own. */
export interface DemoTeam {
  readonly organisation: string;
  readonly name: string;
  /** Names of demo accounts, which are what the demo's own provider calls its people. */
  readonly members: readonly string[];
}

export const demoTeams: readonly DemoTeam[] = [
  { organisation: 'ZX11', name: 'Usual doctor and nurse', members: ['gp', 'practice-nurse'] },
  { organisation: 'ZX13', name: 'Usual doctor', members: ['other-gp'] },
  { organisation: 'ZX41', name: 'Sexual health clinic', members: ['clinic-doctor'] },
];
