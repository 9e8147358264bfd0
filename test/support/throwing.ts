/** A rule of tests that has a mistake: what stands on it beside its checks, which each test writes itself. */
export const throwingMeta = {
  id: 'throws',
  summary: '',
  severity: 'error',
  fix: 'none',
  since: '1.0.0',
  nginx: {},
  references: [],
} as const;
