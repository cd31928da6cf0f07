/** Openings: the first words that many samples share. */
import type { Draw, PatternGroup } from '../pattern.ts';
import { sharedStarts } from './shared-starts.ts';

export function openings(draw: Draw): PatternGroup {
  return sharedStarts(draw, 'opening', () => 0, 'Opens with');
}
