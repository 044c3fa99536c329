// Finding words in a text, as releases/language/finding.py does: a composed and a decomposed letter are the same, so are all spaces, and a soft
// hyphen is nothing. Without the case, “ß” is “ss”. “е” and “ё” are two letters.

const CLUSTERS = /\P{M}\p{M}*|\p{M}+/gsu;
const SPACE = /^\s$/u;
const SOFT_HYPHEN = "\u00ad";
const WORD_BEFORE = /[\p{L}\p{M}\p{N}_]$/u;
const WORD_AFTER = /^[\p{L}\p{M}\p{N}_]/u;
const BEGINNINGS = /(?<=\s)(?=\S)/gu;

const clustersOf = (text) => text.match(CLUSTERS) ?? [];

const foldOne = (cluster, matchCase) => {
  const composed = cluster.normalize("NFC");
  if (SPACE.test(composed)) return " ";
  if (composed === SOFT_HYPHEN) return "";
  return matchCase ? composed : composed.toLowerCase().replaceAll("ß", "ss");
};

// The text as it is compared, and for each of its letters where the cluster begins and ends that it comes from.
const folded = (text, matchCase) => {
  let [said, at] = ["", 0];
  const [starts, ends] = [[], []];
  for (const cluster of clustersOf(text)) {
    const letters = foldOne(cluster, matchCase);
    said += letters;
    starts.push(...new Array(letters.length).fill(at));
    ends.push(...new Array(letters.length).fill(at + cluster.length));
    at += cluster.length;
  }
  return { ends, said, starts };
};

const standsAlone = (text, start, end) => {
  const inAWord = (at) =>
    WORD_BEFORE.test(text.slice(Math.max(0, at - 2), at)) && WORD_AFTER.test(text.slice(at, at + 2));
  return !(inAWord(start) || inAWord(end));
};

const found = (text, words, { matchCase = false, wholeWords = false } = {}) => {
  const wanted = folded(words, matchCase).said;
  const { ends, said, starts } = folded(text, matchCase);
  const places = [];
  let at = wanted ? said.indexOf(wanted) : -1;
  while (at !== -1) {
    const after = at + wanted.length;
    const whole =
      (at === 0 || starts[at] !== starts[at - 1]) && (after === said.length || starts[after] !== starts[after - 1]);
    const place = [starts[at], ends[after - 1]];
    const taken = whole && (!wholeWords || standsAlone(text, ...place));
    if (taken) places.push(place);
    at = said.indexOf(wanted, taken ? after : at + 1);
  }
  return places;
};

// How many clusters two texts begin with alike; a no-break space stays one.
const alike = (one, other) => {
  const same = (at) => one[at] === other[at] || (SPACE.test(one[at]) && SPACE.test(other[at]));
  let count = 0;
  while (count < Math.min(one.length, other.length) && same(count)) count += 1;
  return count;
};

// What of the old words must go, and what comes in their place: letters that stay keep their markup.
const difference = (before, after) => {
  const [old, fresh] = [clustersOf(before), clustersOf(after)];
  const head = alike(old, fresh);
  const tail = alike(old.slice(head).toReversed(), fresh.slice(head).toReversed());
  const length = (clusters) => clusters.join("").length;
  const words = fresh.slice(head, fresh.length - tail).join("");
  return { end: before.length - length(old.slice(old.length - tail)), start: length(old.slice(0, head)), words };
};

// The words in as many pieces as there are stretches of different markup, cut between words, in proportion.
const distributed = (words, lengths) => {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const breaks = [...words.matchAll(BEGINNINGS)].map((match) => match.index);
  const nearest = (aim, last) => {
    const miss = (cut) => Math.abs(cut * total - aim);
    const possible = [last, ...breaks.filter((cut) => cut > last), words.length];
    return possible.reduce((best, cut) => (miss(cut) < miss(best) ? cut : best));
  };
  const cuts = [0];
  let reached = 0;
  for (const length of lengths.slice(0, -1)) {
    reached += length;
    cuts.push(nearest(words.length * reached, cuts.at(-1)));
  }
  return lengths.map((_length, number) => words.slice(cuts[number], cuts[number + 1] ?? words.length));
};

export { difference, distributed, found };
