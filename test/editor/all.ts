/** The tests of the suite, in one place for the bundler to find. */
import './activation.test.ts';
import './language.test.ts';
import './links.test.ts';
import './new-document.test.ts';
import './walkthrough.test.ts';
import './project.test.ts';
import './command-line.test.ts';
import './preview.test.ts';
import './threads.test.ts';
import './models.test.ts';
import './vscode-models.test.ts';
import './export.test.ts';
import './provenance.test.ts';
import './traits-view.test.ts';
import './status.test.ts';
import './bad-input.test.ts';
import './patterns.test.ts';
