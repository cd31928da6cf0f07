/** Documents in other languages than English: by which words a part is recognised, and how a user adds some. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Languages, mergedLanguages, readLanguages } from '../../src/document/language.ts';
import { LANGUAGES } from '../../src/document/languages/index.ts';
import { PHRASE, phrasesPattern } from '../../src/document/phrase.ts';
import { PROSE_PARTS, type ProsePart } from '../../src/document/prose-signals.ts';
import { DocumentParser, parseTraitsDocument, type TraitsDocument } from '../../src/document/traits-document.ts';
import { configureRule } from '../../src/lint/configuration.ts';
import { RULES } from '../../src/lint/rules.ts';

function documentIn(frontMatter: string, body: string, languages?: Languages): TraitsDocument {
  return parseTraitsDocument(`---\ntraits: 1\n${frontMatter}\n---\n\n# T\n\n## One\n\n${body}\n`, mergedLanguages(LANGUAGES, languages ?? {}));
}

/** The parts that a sentence says. */
function partsIn(language: string, sentence: string, languages?: Languages): readonly string[] {
  return Object.keys(documentIn(`language: ${language}`, sentence, languages).traits[0]?.content.inProse ?? {});
}

const SAYS: Readonly<Record<string, Readonly<Partial<Record<ProsePart, readonly string[]>>>>> = {
  de: {
    why: [
      'Aster widerspricht, weil Menschen nach dem handeln, was man ihnen sagt.', 'Es fasst sich kurz, um niemandem Zeit zu stehlen.', 'Es fragt nach, damit nichts verloren geht.',
      'Es fasst zusammen, um Missverständnisse auszuräumen.', 'Deshalb hält es Wort.', 'Das hilft denen, die unsicher sind.', 'Offenheit ist wichtig, denn ohne sie gibt es kein Vertrauen.',
    ],
    'trade-offs': ['Die Wahrheit hat Vorrang.', 'Da geht die Sicherheit vor.', 'Das Ganze geschieht nicht auf Kosten der Klarheit.', 'Sicherheit ist wichtiger als Tempo.', 'Es wägt Nutzen und Schaden ab.'],
    exceptions: ['Es sei denn, jemand bittet darum.', 'Das gilt für Geschichten nicht.', 'Außer in Notfällen.', 'Es fragt nur dann nach, wenn es nötig ist.', 'Bei Spielen braucht es das nicht.'],
    how: ['Wenn jemand nachhakt, nennt es seinen Grund.', 'Zum Beispiel bei einer Diagnose.', 'Es hilft, z. B. mit einer Liste.'],
    what: ['Aster soll offen sein.', 'Es verspricht nichts.', 'Es weist auf Lücken hin.'],
  },
  fr: {
    why: ['Aster le dit, parce qu’on s’y fie.', 'Il reste bref afin de ne pas lasser.', "C'est pourquoi il tient parole.", 'Il vérifie, car une erreur coûte cher.', 'Il demande pour éviter un malentendu.', 'La franchise est essentielle.'],
    'trade-offs': ['La vérité prime sur le confort.', 'La sécurité passe avant tout.', "Là, la prudence l'emporte.", 'Jamais au détriment de la clarté.'],
    exceptions: ['Sauf en cas d’urgence.', "Cela ne s'applique pas aux récits.", 'À moins que la personne ne le demande.', 'Il ne demande que si la réponse change tout.', 'Tant qu’il s’agit d’un jeu, c’est permis.'],
    how: ["Quand quelqu’un insiste, il redit sa raison.", 'Par exemple dans un diagnostic.', "Lorsqu'on le contredit, il réfléchit."],
    what: ['Aster doit être franc.', 'Il ne promet rien.', 'Il reconnaît ses erreurs.'],
  },
  es: {
    why: ['Aster lo dice porque la gente confía en ello.', 'Es breve para no cansar.', 'Por eso cumple lo que dice.', 'Comprueba los datos, ya que un error sale caro.', 'La franqueza es fundamental.'],
    'trade-offs': ['La verdad prevalece.', 'La seguridad tiene prioridad.', 'Nunca a costa de la claridad.', 'Ahí la prudencia pesa más.'],
    exceptions: ['Salvo en una emergencia.', 'Esto no se aplica a los cuentos.', 'A menos que la persona lo pida.', 'Pregunta solo si la respuesta lo cambia todo.'],
    how: ['Cuando alguien insiste, repite su razón.', 'Por ejemplo, en un diagnóstico.', 'Si alguien se equivoca, lo dice.'],
    what: ['Aster debe ser franco.', 'No promete nada.', 'Reconoce sus errores.'],
  },
  zh: {
    why: ['它这样做，因为人们会相信它的话。', '它写得短，以免浪费别人的时间。', '为了让人放心，它标明来源。', '因此它守信。', '坦率非常重要。', '它這樣做，因為人們相信它。'],
    'trade-offs': ['真话优先于好听的话。', '两者冲突时先保证安全。', '这里安全更重要。', '禮貌讓位給真話。'],
    exceptions: ['除非对方要求。', '这不适用于故事。', '只有在紧急情况下才这样。', '查资料时无需如此。', '這不適用於故事。'],
    how: ['如果有人追问，它重复最有力的理由。', '例如在诊断中。', '当用户沮丧时，它先表示理解。'],
    what: ['它应该坦率。', '它不许诺。', '它承认错误。'],
  },
};

for (const [language, parts] of Object.entries(SAYS)) {
  for (const kind of PROSE_PARTS) {
    test(`${language}: sentences that say ${kind} are recognised`, () => {
      for (const sentence of parts[kind] ?? []) assert.ok(partsIn(language, sentence).includes(kind), sentence);
    });
  }
}

const SAYS_NO: Readonly<Record<string, Readonly<Partial<Record<ProsePart, readonly string[]>>>>> = {
  de: {
    why: ['Es geht um die Sache und um den Menschen.', 'Es nennt die Quelle und sonst nichts.', 'Es begründet seine Ansicht.', 'Es ist damit zufrieden.', 'Jemand bittet darum, und es hilft ihm.', 'Also will es das auch so.'],
    'trade-offs': ['Es liest vor.', 'Im Zweifel fragt es.', 'Es sagt, was es für wahr hält, und das vor allen.'],
    exceptions: ['Es sagt das ohne Ausnahme.', 'Es wird außerordentlich genau.'],
  },
  fr: {
    why: ['Il donne la raison.', 'Il signale un risque de malentendu.', 'Il voyage en car.', 'Il répond, sinon il demande.'],
    'trade-offs': ['Il calcule la prime.', 'Il écoute aussi.'],
    exceptions: ['Il le dit sans exception.', 'Il reste sauvage.'],
    how: ['Il parle en tant qu’assistant.'],
  },
  es: {
    why: ['Dice el motivo.', 'Va para casa.', 'Es así.'],
    'trade-offs': ['Antes que nada, saluda.', 'Habla de la primavera.'],
    exceptions: ['Siempre que alguien pregunta, responde.', 'Lo dice sin excepciones.'],
  },
  zh: {
    why: ['它说明理由。', '它避免会伤害人的话。', '除非有人要求，否则它不说。'],
    exceptions: ['它总是坦率。', '无一例外地坦率。'],
  },
};

for (const [language, parts] of Object.entries(SAYS_NO)) {
  for (const kind of PROSE_PARTS.filter((part) => parts[part] !== undefined)) {
    test(`${language}: sentences that do not say ${kind} are not taken for it`, () => {
      for (const sentence of parts[kind] ?? []) assert.ok(!partsIn(language, sentence).includes(kind), sentence);
    });
  }
}

test('in another language English words are no signals, and in English those of others are none', () => {
  assert.deepEqual(partsIn('de', 'The assistant should ask when a user is vague, because guesses mislead, unless told otherwise.'), []);
  assert.deepEqual(partsIn('en', 'Aster soll nachfragen, weil Raten in die Irre führt, es sei denn, jemand bittet darum.'), []);
});

test('a language is named by any tag of it, in any case', () => {
  for (const tag of ['de', 'DE', 'de-AT', 'de-CH-1901']) assert.ok(partsIn(tag, 'Weil es so ist.').includes('why'), tag);
});

test('a document that says nothing, or says what is no tag, is read as English', () => {
  assert.deepEqual(partsIn('English', 'It matters because people rely on it.'), ['why']);
  assert.equal(documentIn('language: English', '').frontMatter.problems.length, 1);
  assert.equal(documentIn('x-a: 1', '').vocabulary.language, 'en');
});

test('other Markdown may call its language what it likes', () => {
  assert.deepEqual(parseTraitsDocument('---\ntitle: T\nlanguage: English\n---\n\nText.\n').frontMatter.problems, []);
});

test('the names of parts in a language label parts, and the English ones still do', () => {
  const { content } = documentIn('language: de', 'Satz.\n\n### Warum\n\nDeswegen.\n\n### Exceptions\n\n- Wenn es sein muss.').traits[0] ?? assert.fail();
  assert.deepEqual(content.parts.map(({ kind }) => kind), ['why', 'exceptions']);
  assert.deepEqual(documentIn('language: en', 'Satz.\n\n### Warum\n\nDeswegen.').traits.flatMap((trait) => trait.content.parts), []);
});

test('trade-offs begin as their language has it, or as English has it', () => {
  const precedences = (language: string, ...entries: readonly string[]): readonly unknown[] =>
    documentIn(`language: ${language}`, `S.\n\n### Trade-offs\n\n${entries.map((entry) => `- ${entry}`).join('\n')}\n\n## Two\n\nS.`).traits[0]?.content.tradeOffs.map(({ precedence, target }) => `${precedence} ${target?.text}`) ?? [];
  const all = ['over Two', 'yields-to Two', 'with Two', 'over Two'];
  assert.deepEqual(precedences('de', '**Geht vor [Two](#two)**: ja.', 'Hinter der [Two](#two)', 'Mit [Two](#two)', 'Over [Two](#two)'), all);
  assert.deepEqual(precedences('fr', "**L’emporte sur [Two](#two)**", 'Cède à [Two](#two)', 'Avec [Two](#two)', 'Over [Two](#two)'), all);
  assert.deepEqual(precedences('es', 'Prevalece sobre [Two](#two)', '**Cede ante** [Two](#two)', 'Frente a [Two](#two)', 'Over [Two](#two)'), all);
  assert.deepEqual(precedences('zh', '优先于[Two](#two)', '让位于 [Two](#two)：长度。', '与 [Two](#two)', 'Over [Two](#two)'), all);
});

test('a sentence in Chinese ends at its own full stop, and abbreviations end none', () => {
  const { content } = documentIn('language: zh', '它很短。它这样做，因为时间有限。还有别的。').traits[0] ?? assert.fail();
  assert.equal(content.source.slice(content.inProse.why?.start, content.inProse.why?.end), '它这样做，因为时间有限。');
  const german = documentIn('language: de', 'Erst dies. Es nennt z. B. Quellen, weil das hilft. Dann das.').traits[0]?.content ?? assert.fail();
  assert.equal(german.source.slice(german.inProse.why?.start, german.inProse.why?.end), 'Es nennt z. B. Quellen, weil das hilft.');
});

const ITALIAN: Languages = { it: { names: { why: ['Perché'] }, signals: { why: ['perché', 'affinché', 'dato che'] }, leadIns: { over: ['prevale su'] } } };

test('a language that is not known works from what a user says of it', () => {
  assert.deepEqual(partsIn('it', 'Lo dice affinché nessuno si sbagli.'), []);
  assert.deepEqual(partsIn('it', 'Lo dice affinché nessuno si sbagli.', ITALIAN), ['why']);
  const { content } = documentIn('language: it', 'Frase.\n\n### Perché\n\nSì.\n\n### Trade-offs\n\n- Prevale su [Due](#due)\n\n## Due\n\nFrase.', ITALIAN).traits[0] ?? assert.fail();
  assert.deepEqual([content.parts.map(({ kind }) => kind), content.tradeOffs[0]?.precedence], [['why', 'trade-offs'], 'over']);
  assert.deepEqual(content.unheard, ['what', 'how', 'exceptions', 'trade-offs'].toSorted((a, b) => PROSE_PARTS.findIndex((kind) => kind === a) - PROSE_PARTS.findIndex((kind) => kind === b)));
});

test('what a user adds to a language that is known is added, also to English', () => {
  const more: Languages = { de: { signals: { why: ['alldieweil'] } }, en: { signals: { why: ['for the sake of'] } } };
  assert.ok(partsIn('de', 'Alldieweil es so ist.', more).includes('why') && partsIn('de', 'Weil es so ist.', more).includes('why'));
  assert.ok(partsIn('en', 'For the sake of clarity.', more).includes('why') && partsIn('en', 'Because it is.', more).includes('why'));
});

test('a document adds signals of its own, in whatever language it is', () => {
  const why = (frontMatter: string, sentence: string): boolean => documentIn(frontMatter, sentence).traits[0]?.content.inProse.why !== undefined;
  assert.ok(why('signals: {why: [for the sake of]}', 'For the sake of clarity.'));
  assert.ok(why('language: it\nsignals: {why: perch*}', 'Perché sì.'));
  assert.equal(documentIn('signals: {scenarios: [x]}', '').frontMatter.problems.length, 1);
});

test('a changed language or signal is read at once, and nothing else is kept for it', () => {
  const parser = new DocumentParser();
  const text = (frontMatter: string): string => `---\ntraits: 1\n${frontMatter}---\n\n# T\n\n## One\n\nWeil es so ist. Grundlos.\n\n- **A**: weil es so ist\n`;
  for (const frontMatter of ['', 'language: de\n', 'language: fr\n', 'signals: {why: [grundlos]}\n', 'language: de\ntrait-level: list\n', 'trait-level: list\n', '']) {
    assert.deepEqual(parser.parse(text(frontMatter)), parseTraitsDocument(text(frontMatter)), frontMatter);
  }
});

test('a phrase stands at the ends of words, and anywhere in scripts without spaces', () => {
  const finds = (phrase: string, text: string): boolean => new RegExp(phrasesPattern([phrase]) ?? '(?!)', 'iu').test(text);
  assert.ok(finds('weil', 'Weil es so ist') && !finds('weil', 'derweil') && !finds('weil', 'weilen'));
  assert.ok(finds('gegen*', 'gegenüber') && !finds('gegen*', 'dagegen'));
  assert.ok(finds('*heit', 'Wahrheit') && !finds('*heit', 'Wahrheiten'));
  assert.ok(finds('um … zu', 'um es zu tun') && !finds('um … zu', 'um eins. Zu zweit') && !finds('um … zu', 'um eins, zu zweit'));
  assert.ok(finds("parce qu'", 'parce qu’il') && finds('dato che', 'dato\n   che'));
  assert.ok(finds('因为', '这是因为它') && finds('a.b', 'x a.b') && !finds('a.b', 'a-b'));
});

test('any phrase makes an expression, and one without a word in it makes none', () => {
  assert.equal(phrasesPattern(['', ' ', '*', '…', '* … *']), undefined);
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a-z*… '因()[\]\\-]{0,8}$/))), fc.string(), (phrases, text) => {
      const source = phrasesPattern(phrases);
      assert.ok(source === undefined || text.replaceAll(new RegExp(source, 'giu'), '').length <= text.length);
      assert.ok(source === undefined || !new RegExp(source, 'iu').test(''), 'it matches where nothing is');
    }),
    { numRuns: 300 },
  );
});

/** How often, and how many times at most, an expression tries something that may be of any length. */
function tries(source: string): readonly string[] {
  return source.match(/(?<!\\)[*+]|\{\d+,\d*\}/g) ?? [];
}

test('whatever a phrase is, its expression tries few things, each a bounded number of times', () => {
  const some = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a*… 因!é]{0,12}$/), fc.constantFrom('*a* … *b*', 'a* b* c', '因*…因', 'a****!', 'a……b'));
  fc.assert(
    fc.property(some, (phrase) => {
      const wild = tries(phrasesPattern([phrase]) ?? '').filter((times) => times !== '{1,8}');
      assert.ok(wild.filter((times) => times === '{1,80}').length <= 1, phrase);
      assert.ok(wild.filter((times) => times === '{0,40}').length <= 2, phrase);
      assert.deepEqual(wild.filter((times) => times !== '{1,80}' && times !== '{0,40}'), [], phrase);
    }),
    { numRuns: 500 },
  );
});

test('a phrase that could be tried in more ways than anybody waits for makes no expression', () => {
  for (const phrase of ['a … a … a … a … z', 'a* b* c*', '因*因*因*!', 'a*b', 'a'.repeat(201), '…a…']) {
    assert.equal(phrasesPattern([phrase]), undefined, phrase);
    assert.ok(!PHRASE.test(phrase), phrase);
  }
  for (const phrase of ['a*****!', 'a … z', '*a* … z', 'a……z', '因*…!', "l'*", '* … *']) assert.ok(PHRASE.test(phrase), phrase);
  // One that may be tried in all the ways there are, on texts that offer as many of them as a text can.
  const worst = new RegExp(phrasesPattern(['*a* … !', '因* … *因!', '*因* … *!']) ?? assert.fail(), 'iu');
  for (const text of ['a', 'a ', 'aa ', '因', '因 ', `${'a'.repeat(40)} `]) assert.ok(!worst.test(text.repeat(10_000 / text.length)));
});

test('a phrase is found whether its accents are part of its letters or follow them', () => {
  for (const phrase of ['perché', 'begründ*', '*höhe', 'dès … où', 'việc', '각하']) {
    const pattern = new RegExp(`^(?:${phrasesPattern([phrase])})$`, 'iu');
    const text = phrase.replace('…', 'x').replaceAll('*', 'é');
    for (const form of ['NFC', 'NFD']) assert.ok(pattern.test(text.normalize(form)) && pattern.test(text.toUpperCase().normalize(form)), `${phrase} ${form}`);
    assert.equal(phrasesPattern([phrase.normalize('NFD')]), phrasesPattern([phrase]));
  }
  assert.ok(!new RegExp(phrasesPattern(['perche']) ?? '', 'iu').test('perché'.normalize('NFD')));
});

test('whatever a setting holds, what can be used of it is', () => {
  assert.deepEqual(readLanguages({ it: { signals: { why: ['perché', 3, ' '], when: ['x'] }, names: 'x', rules: { 'style/vague': { words: ['adeguat*'] } } } }), {
    it: { names: {}, signals: { why: ['perché'] }, leadIns: {}, rules: { 'style/vague': { words: ['adeguat*'] } } },
  });
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.dictionary(fc.constantFrom('de', 'it', '__proto__'), fc.dictionary(fc.constantFrom('names', 'signals', 'leadIns', 'rules'), fc.anything()))), (setting) => {
      parseTraitsDocument('---\nlanguage: de\n---\n\n# T\n\n## One\n\nWeil.\n', readLanguages(setting));
    }),
    { numRuns: 300 },
  );
});

test('what several add to a language is all of it, whatever its keys are', () => {
  const project: Languages = { it: { names: { why: ['Perché'] }, signals: { why: ['perché'] }, rules: { 'style/vague': { words: ['adeguat*'] } } }, de: { leadIns: { over: ['vor'] } } };
  const setting: Languages = { it: { names: { how: ['Come'] }, signals: { why: ['affinché'] }, rules: { 'style/vague': { words: ['giusto'] }, 'scope/absolute': { words: ['sempre'] } } } };
  assert.deepEqual(mergedLanguages(project, setting), {
    it: {
      names: { why: ['Perché'], how: ['Come'] },
      signals: { why: ['perché', 'affinché'] },
      leadIns: {},
      rules: { 'style/vague': { words: ['adeguat*', 'giusto'] }, 'scope/absolute': { words: ['sempre'] } },
    },
    de: { names: {}, signals: {}, leadIns: { over: ['vor'] }, rules: {} },
  });
  const strange = readLanguages(JSON.parse('{"__proto__": {}, "it": {"rules": {"__proto__": {"words": ["a"]}, "constructor": {"__proto__": ["b"], "words": ["c"]}}}}'));
  const { rules = {} } = mergedLanguages(strange, strange)['it'] ?? {};
  assert.deepEqual(Object.entries(rules['constructor'] ?? {}), [['__proto__', ['b', 'b']], ['words', ['c', 'c']]]);
  parseTraitsDocument('---\nlanguage: it\n---\n\n# T\n', strange);
  assert.ok(!('words' in {}) && !('words' in Object));
});

test('the words that the languages have for the rules are for options that there are', () => {
  for (const [tag, { rules = {} }] of Object.entries(LANGUAGES)) {
    for (const id of Object.keys(rules)) {
      const rule = RULES.find(({ meta }) => meta.id === id) ?? assert.fail(`${tag}: ${id}`);
      assert.deepEqual(configureRule(rule, [{ name: tag, rules }]).problems, [], tag);
    }
  }
});
