/** The tests of the suite, in one place for the bundler to find. */
import './language.test.ts';
import './links.test.ts';
import './preview.test.ts';
import './bad-input.test.ts';
