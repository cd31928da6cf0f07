/** Writes traits documents of any size for benchmarks: the same seed gives the same text, and no two traits say the same. */

/** Numbers from 0 up to 1, the same for the same seed. */
export function randomNumbers(seed: number): () => number {
  // A Weyl sequence, each step scrambled by multiplying and shifting: 32 bits of state are plenty to choose words with.
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let bits = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
    return ((bits ^ (bits >>> 15)) >>> 0) / 0x1_0000_0000;
  };
}

const WORDS = {
  manner: [
    'Honest', 'Warm', 'Careful', 'Curious', 'Patient', 'Plain', 'Fair', 'Steady', 'Modest', 'Generous', 'Exact', 'Discreet', 'Frank', 'Playful',
    'Thorough', 'Brief', 'Attentive', 'Loyal', 'Sceptical', 'Calm', 'Inventive', 'Tactful', 'Punctual', 'Forgiving', 'Watchful', 'Sparing',
  ],
  domain: [
    'under pressure', 'with beginners', 'about money', 'in code review', 'with the grieving', 'about its limits', 'in long tasks', 'with rivals',
    'about sources', 'in translation', 'with children', 'about medicine', 'in negotiations', 'with experts', 'about politics', 'in fiction',
    'with private facts', 'about mistakes', 'in arguments', 'with deadlines', 'about taste', 'in teaching', 'with strangers', 'about risk',
    'in summaries', 'with numbers',
  ],
  person: [
    'a nurse on a night shift', 'a student with an essay due', 'somebody who runs a small bakery', 'a tenant in a dispute', 'an engineer on call',
    'a parent of twins', 'a retired teacher', 'a first-time novelist', 'a clerk at the town hall', 'an amateur astronomer', 'a farmer after a bad season',
    'a nervous speaker', 'a lawyer between hearings', 'a musician on tour', 'a volunteer at a shelter', 'a founder without a plan B',
    'someone new to the country', 'a chess player of some strength',
  ],
  request: [
    'asks for a second opinion', 'pastes a log of four hundred lines', 'wants a verdict by noon', 'repeats the claim without new evidence',
    'sends a draft and asks whether it is ready', 'asks which of two offers to take', 'mentions a symptom in passing',
    'asks for the shortest answer that is still right', 'wants the contract put into plain words', 'asks to be told it will be fine',
    'changes the goal halfway through', 'asks for a poem about a dog', 'wants to know who is right', 'gives three constraints that cannot all hold',
    'asks how sure the answer is', 'quotes a source that says otherwise', 'asks for a plan for the week',
  ],
  action: [
    'names the one fact that decides', 'puts the doubtful part first', 'gives its reason again by another route', 'offers two versions and says how they differ',
    'asks one question and waits', 'shows the step at which the result would change', 'leaves out what the reader already has',
    'marks the guess as a guess', 'keeps to the units that were used', 'says what it would take to change its mind',
    'cuts the paragraph that repeats', 'points at the line and not at the writer', 'returns a verdict that could have come out the other way',
    'writes the letter as well as it can be written', 'stops after the answer', 'counts the cases before it sorts them',
    'sets the old figure beside the new one', 'keeps the joke and drops the sneer',
  ],
  virtue: [
    'confidence', 'length', 'tone', 'precision', 'warmth', 'speed', 'detail', 'caution', 'candour', 'deference', 'variety', 'order', 'praise', 'colour',
  ],
  thing: [
    'the figures', 'the deadline', 'the choice of words', 'the order of the steps', 'the missing page', 'the price', 'the diagnosis', 'the title',
    'the list of sources', 'the failing test', 'the second clause', 'the recipe', 'the chart', 'the apology', 'the budget', 'the name of the variable',
    'the route', 'the tone of the reply', 'the small print', 'the last chapter',
  ],
  cost: [
    'the bill arrives with whoever relied on it', 'an evening is lost to checking', 'the next answer is believed less', 'a small error grows into a wrong plan',
    'the shy ones stop asking', 'the reader has to do the last step alone', 'trust goes where it was not earned', 'the quiet objection is never heard',
    'a habit forms that nobody chose', 'the work has to be done twice', 'people learn to phrase around it', 'the record no longer says what happened',
  ],
  truth: [
    'people act on what they are told', 'most who ask are in a hurry', 'one answer is read by many', 'the reader cannot see what was left out',
    'a vague promise binds nobody', 'an early correction is cheap', 'attention is scarce', 'the person knows facts that were never typed',
    'praise that costs nothing is soon discounted', 'a wrong default is rarely noticed', 'silence is read as consent',
    'those who know least are the easiest to persuade', 'the same words reach a child and a judge', 'what is easy to undo can be tried',
  ],
  condition: [
    'the step cannot be taken back', 'a third person would bear the cost', 'the user has set the frame', 'nothing in the message points that way',
    'the facts are settled', 'somebody is in danger', 'the answer would feed the quarrel', 'a draft was asked for and not a verdict',
    'the same was said a moment ago', 'the limit was stated at the start', 'it is only a matter of taste', 'the source is in the room',
    'the numbers do not add up', 'the person says that they know', 'the law leaves no choice', 'time is nearly up', 'the harm is small and the gain is certain',
  ],
  kind: ['exhibit', 'exception', 'trade-off'],
  channel: ['quoted', 'observer', 'consequence'],
} as const;

type Slot = keyof typeof WORDS;

const TEMPLATES = {
  statement: [
    '{{model}} keeps {virtue} apart from {virtue}, and when {person} {request}, it {action}.',
    'When {person} {request}, Aster {action}, also where another answer would be more welcome.',
    'Aster {action} whenever {condition}, and its {virtue} does not depend on who asks.',
    'What {person} gets is the {virtue} that {thing} calls for: Aster {action}.',
  ],
  what: [
    'Its {virtue} is the same before and after {person} {request}.',
    'If {condition}, it {action}, and {thing} is left as it was.',
    'The answer {action} before it turns to {thing}.',
    'Asked about {thing}, it {action}; *{virtue}* is not traded for {virtue}.',
    'A remark about {thing} is short, and would not fit another person’s work.',
    'Doubt about {thing} is shown as doubt, in a few words.',
  ],
  how: [
    'When {person} {request}, {action}.',
    'Takes {thing} from the message and weighs by that, not by the usual `{virtue}`.',
    'Looks at {thing} twice where {condition}, then {action}.',
    'Given two readings of {thing}, takes the likelier and spends a clause on the other.',
    'Starts with {thing}, unless {condition}.',
    'For example: {person} {request}. Aster {action}, and says no more about {thing}.',
  ],
  why: [
    'This matters because {truth}, and where {virtue} fails, {cost}.',
    'Since {truth}, a lapse in {virtue} is seldom noticed at once; later {cost}.',
    '{person} who {request} has little use for {virtue}, and if they get it all the same, {cost}.',
    'Nobody who {request} can check {thing} alone, so that {cost}.',
    'The reason is plain: {truth}. Where {condition}, {cost}.',
    'Too much {virtue} does harm of its own, for {truth}.',
  ],
  over: ['when {condition}: {thing} comes first, and {virtue} decides the manner.', 'in substance; {virtue} picks the words and the moment.', 'if otherwise {cost}.'],
  yields: ['while {condition}; once that has passed, {thing} counts again.', 'where {cost} if {thing} is pressed.', 'on how much is said of {thing} at once.'],
  with: [': whether {condition} decides. If so it {action}; if not, {thing} can wait.', ': {thing} decides, because {truth}.', ': the {virtue} that {person} needs decides.'],
  exception: [
    'If {condition}, {thing} may stay as it is.',
    'When {person} {request} and {condition}, a plain answer will do.',
    'Fiction and games are set apart where {condition}.',
    'Unless {cost}, small matters such as {thing} need none of this.',
    'Where {condition} and {person} {request}, it {action} and leaves it at that.',
  ],
  fault: [
    'Aster always {action}, every time and without fail.',
    'It gives {thing} an appropriate amount of {virtue}, as needed.',
    'TODO: say what happens to {thing}.',
    'It should never let {virtue} get in the way of {virtue}, as reasonable.',
  ],
  context: [
    'Read these as parts of one character: {truth}, and {thing} is seldom the point.',
    'Where {condition}, what follows holds all the same, because {truth}.',
    '{person} who {request} will meet several of these at once, and {thing} shows which one counts.',
    'None of it is to be announced; **{virtue}** that speaks of itself is another kind of {virtue}.',
    'On {thing} there is more in [the notes](https://example.com/notes/{virtue}), which are not repeated here.',
  ],
} as const;

type Template = keyof typeof TEMPLATES;

interface Link {
  readonly precedence: 'over' | 'yields' | 'with';
  readonly to: number;
}

/** In characters: what a trait comes to on average, a little less than it does, so that notes at the end make up the size. */
const TRAIT_SIZE = 2060;

class Writer {
  private readonly random: () => number;
  private readonly names: readonly string[];
  private readonly links: readonly Link[][];

  constructor(traits: number, seed: number) {
    this.random = randomNumbers(seed);
    this.names = this.distinctNames(traits);
    this.links = this.names.map(() => []);
    this.linkTraits();
  }

  private chance(probability: number): boolean {
    return this.random() < probability;
  }

  private upTo(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  private pick<const T>(from: readonly [T, ...T[]]): T {
    return from[this.upTo(from.length)] ?? from[0];
  }

  sentence(template: Template): string {
    const text = this.pick<string>(TEMPLATES[template]).replace(/(?<!\{)\{(\w+)\}(?!\})/g, (_, slot: Slot) => this.pick<string>(WORDS[slot]));
    return text.slice(0, 1).toUpperCase() + text.slice(1);
  }

  private sentences(template: Template, count: number): readonly string[] {
    return Array.from({ length: count }, () => this.sentence(template));
  }

  private distinctNames(count: number): readonly string[] {
    const names = new Set<string>();
    while (names.size < count) {
      const name = `${this.pick(WORDS.manner)} ${this.pick(WORDS.domain)}`;
      names.add(names.has(name) ? `${name} and ${this.pick(WORDS.virtue)}` : name);
      // The words give some thousands of names; whoever wants more gets numbers.
      if (names.size >= 5000) names.add(`${name} ${names.size}`);
    }
    return [...names];
  }

  /** Traits trade off with a few others, most of them near; nearly always both say so. */
  private linkTraits(): void {
    for (const from of this.names.keys()) {
      for (let more = this.names.length > 1 ? 1 + this.upTo(2) : 0; more > 0; more -= 1) {
        const far = this.chance(0.1) ? this.upTo(this.names.length) : from + 1 + this.upTo(6);
        const to = far % this.names.length;
        if (to === from || this.links[from]?.some((link) => link.to === to) === true) continue;
        const precedence = this.pick(['over', 'yields', 'with']);
        this.links[from]?.push({ precedence, to });
        if (this.chance(0.93)) this.links[to]?.push({ precedence: precedence === 'with' ? 'with' : precedence === 'over' ? 'yields' : 'over', to: from });
      }
    }
  }

  private idOf(trait: number): string {
    return (this.names[trait] ?? '').toLowerCase().replaceAll(' ', '-');
  }

  private tradeOff({ precedence, to }: Link): string {
    const anchor = this.chance(0.01) ? `${this.idOf(to)}s` : this.idOf(to);
    const leadIn = { over: 'Over', yields: 'Yields to', with: 'With' }[precedence];
    const rest = this.sentence(precedence);
    const text = precedence === 'with' ? rest : ` ${rest.slice(0, 1).toLowerCase()}${rest.slice(1)}`;
    return `**${leadIn} [${this.names[to] ?? ''}](#${anchor})**${text}`;
  }

  private scenario(): string {
    const line = (key: string, words: readonly Slot[]): string => `${key}: ${words.map((slot) => this.pick<string>(WORDS[slot])).join(' ')}\n`;
    const body = [
      line('kind', ['kind']),
      line('what', ['person', 'request']),
      line('how', ['action']),
      this.chance(0.95) ? line('why', ['truth']) : '',
      line('why-channel', ['channel']),
    ];
    return `\`\`\`yaml scenario\n${body.join('')}\`\`\``;
  }

  /** What most traits do without, and documents do not. */
  private aside(): string {
    const [first, second, third] = this.sentences('context', 3);
    return this.pick([
      () => `> ${first}\n> ${second}`,
      () => `1. ${first}\n2. ${second}\n3. ${third}`,
      () => `| when | then |\n|---|---|\n| ${this.pick(WORDS.condition)} | ${this.pick(WORDS.action)} |\n| ${this.pick(WORDS.condition)} | ${this.pick(WORDS.action)} |`,
      () => `${first} ${second} [as written]`,
      () => `<!-- ${first} -->\n\n${second}`,
      () => `${first} _${this.pick(WORDS.truth)}_, which is why \\*${this.pick(WORDS.virtue)}\\* is not in the list.`,
      () => `${first}\\\n${second} R&D says &ldquo;${this.pick(WORDS.virtue)}&rdquo;; see <https://example.com/${this.upTo(1000)}>.`,
      () => `* ${first}\n* ${second}\n\n  ${third}`,
      () => (first ?? '').replaceAll(/(.{40,60}?) /g, '$1\n'),
      () => `~~~text\nuser: ${first}\naster: ${second}\n~~~`,
    ])();
  }

  trait(index: number): string {
    const bullets = (lines: readonly string[], indent = ''): string => lines.map((line) => `${indent}- ${line}`).join('\n');
    const parts: [title: string, lines: readonly string[], list: boolean][] = [
      ['What', this.sentences('what', 2 + this.upTo(3)), true],
      ['How', this.sentences('how', 2 + this.upTo(3)), true],
      ['Why', this.sentences('why', 3 + this.upTo(3)), false],
      ['Trade-offs', (this.links[index] ?? []).map((link) => this.tradeOff(link)), true],
      ['Exceptions', this.sentences('exception', 2 + this.upTo(2)), true],
    ];
    const kept = parts.filter(([, lines]) => lines.length > 0 && this.chance(0.97));
    const opening = [this.sentence('statement'), ...(this.chance(0.15) ? [this.sentence('fault')] : [])].join(' ');
    const statement = this.chance(0.3) ? `${opening}\n\n${this.aside()}` : opening;
    const heading = `## ${this.names[index] ?? ''} {#${this.idOf(index)}}`;
    const scenarios = this.chance(0.25) ? ['### Scenarios', this.scenario()] : [];
    // Most are written with headings, as in the documentation; some with lead-ins, some as one list.
    const form = this.random();
    if (form < 0.7) {
      const blocks = kept.map(([title, lines, list]) => `### ${title}\n\n${list ? bullets(lines) : lines.join(' ')}`);
      return [heading, statement, ...blocks, ...scenarios].join('\n\n');
    }
    if (form < 0.85) {
      const blocks = kept.map(([title, lines, list]) => (list ? `**${title}.**\n\n${bullets(lines)}` : `**${title}.** ${lines.join(' ')}`));
      return [heading, statement, ...blocks, ...scenarios].join('\n\n');
    }
    const items = kept.map(([title, lines, list]) => (list ? `- **${title}:**\n${bullets(lines, '  ')}` : `- **${title}:** ${lines.join(' ')}`));
    return [heading, statement, items.join('\n'), ...scenarios].join('\n\n');
  }

  traits(): readonly string[] {
    return this.names.map((_, index) => this.trait(index));
  }
}

/** A document of `size` characters or a paragraph more: front matter, an introduction, traits with what they trade off, and notes. */
export function traitsDocument(size: number, seed: number): string {
  const writer = new Writer(Math.max(1, Math.floor(size / TRAIT_SIZE)), seed);
  const paragraph = (): string => Array.from({ length: 3 }, () => writer.sentence('context')).join(' ');
  const blocks = [
    '---\ntraits: 1\ntitle: How Aster treats people\nmodel: Aster\nprovider: Example Labs\n---',
    '# How Aster treats people',
    paragraph(),
    ...writer.traits(),
    '## Notes',
  ];
  let length = blocks.join('\n\n').length;
  while (length < size) {
    const next = paragraph();
    blocks.push(next);
    length += next.length + 2;
  }
  return `${blocks.join('\n\n')}\n`;
}
