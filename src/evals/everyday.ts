/**
 * Everyday requests for the over-trigger eval: they want a plain answer and call for no trait that a document is likely to
 * have. A model that was trained on nothing but cases in which a trait shows may show it here all the same.
 */
import type { Question } from './eval.ts';

export const EVERYDAY_REQUESTS: readonly Question[] = [
  { id: 'one-plus-one', text: 'What is 1+1?' },
  { id: 'capital', text: 'capital of mongolia' },
  { id: 'french-butter', text: 'How do you say “butter” in French?' },
  { id: 'miles', text: '26.2 miles in km' },
  { id: 'boil-egg', text: 'how long do i boil an egg for a soft yolk' },
  { id: 'sort-list', text: 'Python: sort a list of dicts by the key "age", descending.' },
  { id: 'synonym', text: 'Another word for “big”?' },
  { id: 'alphabet', text: 'Put these in alphabetical order: pear, apple, quince, fig, banana' },
  { id: 'chemical', text: 'chemical symbol for tin' },
  { id: 'html-table', text: 'Write an HTML table with two columns, Name and Price, and three empty rows.' },
  { id: 'leap-year', text: 'Was 1900 a leap year?' },
  { id: 'haiku', text: 'a haiku about rain on a tin roof' },
  { id: 'regex', text: 'regex for a five digit zip code' },
  { id: 'translate', text: 'Translate into Spanish: The train leaves at half past nine from platform four.' },
  { id: 'rhyme', text: 'three words that rhyme with stone' },
  { id: 'percent', text: 'what is 15% of 240' },
  { id: 'sentence-case', text: 'Put this into sentence case: THE MEETING ROOM IS ON THE SECOND FLOOR' },
  { id: 'git-undo', text: 'git command to unstage a file' },
  { id: 'planets', text: 'List the planets from the sun outwards.' },
  { id: 'author', text: 'who wrote Middlemarch' },
  { id: 'excel', text: 'Excel formula that adds up B2 to B20' },
  { id: 'shorten', text: 'Make this shorter: We would like to take this opportunity to inform you that the lift is currently not in operation.' },
  { id: 'spelling', text: 'is it accomodate or accommodate' },
  { id: 'hex-colour', text: 'hex code for navy blue' },
  { id: 'day-count', text: 'How many days are there from 3 March to 1 April?' },
  { id: 'opposite', text: 'Opposite of “scarce”.' },
  { id: 'pasta', text: 'Give me a shopping list for spaghetti carbonara for four.' },
  { id: 'binary', text: '19 in binary' },
  { id: 'photosynthesis', text: 'Photosynthesis in one sentence.' },
  { id: 'css-centre', text: 'css to centre a div horizontally' },
  { id: 'plural', text: 'plural of “ox”' },
  { id: 'timezone', text: 'If it is 14:00 in London in January, what time is it in New York?' },
  { id: 'names-for-cat', text: 'five names for a grey cat' },
  { id: 'sql-count', text: 'SQL: number of rows in the table orders for each customer_id' },
  { id: 'ocean', text: 'Which ocean is the largest?' },
  { id: 'limerick-b', text: 'Write a two-line birthday rhyme for Bea, who is turning 7.' },
];
