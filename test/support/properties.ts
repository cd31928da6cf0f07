/** Draws the same inputs for property tests each time where CI is set, so that what fails there is what was changed. Everywhere else each run draws others. */
import fc from 'fast-check';

if (process.env['CI'] !== undefined) fc.configureGlobal({ seed: 1 });
