import type { Obtainable } from './obtainable';

const origin = 'the page "The Speakers in the Wild (SITW) Speaker Recognition Database"';

/** Whom to ask for SITW. */
export const sitw: Obtainable = {
  licence: 'research only, SRI International',
  archives: {},
  ask: `SRI International gives it for research: see ${origin}; unpack it below sitw`,
};
