// Finding and replacing in the text of the editor. Words may reach over the bounds of markup, never over those of a block.
import { pm } from "django-prose-editor/editor";
import { difference, distributed, found } from "newsroom/finding";

const NO_LETTER = "\ufffc"; // what is no text, such as a line break: nothing is found across it

// The blocks of text: where each begins, and the position of each of its letters.
const blocksOf = (doc) => {
  const blocks = [];
  doc.descendants((node, start) => {
    if (!node.isTextblock) return true;
    const block = { positions: [], start: start + 1, text: "" };
    node.forEach((child, offset) => {
      const said = child.isText ? child.text : NO_LETTER;
      for (let at = 0; at < said.length; at += 1) block.positions.push(start + 1 + offset + at);
      block.text += said;
    });
    blocks.push(block);
    return false;
  });
  return blocks;
};

const placesIn = (doc, words, options) =>
  blocksOf(doc).flatMap(({ positions, start: block, text }) =>
    found(text, words, options).map(([start, end]) => ({ block, from: positions[start], to: positions[end - 1] + 1 })),
  );

// Stretches of text with the same markup.
const stretchesOf = (doc, from, to) => {
  const stretches = [];
  doc.nodesBetween(from, to, (node, at) => {
    if (!node.isText) return;
    stretches.push({ from: Math.max(from, at), marks: node.marks, to: Math.min(to, at + node.nodeSize) });
  });
  return stretches;
};

const put = (transaction, { from, marks, to }, words) => {
  if (words) transaction.replaceWith(from, to, transaction.doc.type.schema.text(words, marks));
  else if (from < to) transaction.delete(from, to);
};

const replaceAt = (transaction, from, to, words) => {
  const { doc } = transaction;
  const changed = difference(doc.textBetween(from, to), words);
  const [start, end] = [from + changed.start, from + changed.end];
  const stretches = stretchesOf(doc, start, end);
  if (stretches.length === 0) {
    const { marks } = stretchesOf(doc, Math.max(from, start - 1), Math.max(start, from + 1))[0];
    put(transaction, { from: start, marks, to: start }, changed.words);
    return;
  }
  const pieces = distributed(
    changed.words,
    stretches.map((stretch) => stretch.to - stretch.from),
  );
  for (const [number, stretch] of [...stretches.entries()].toReversed()) {
    put(transaction, stretch, pieces[number]);
  }
};

// In one block, as one step: plugins of the editor look at each step again for every other one, which takes minutes with thousands.
const replaceInBlock = (transaction, block, places, words) => {
  const before = transaction.doc.resolve(block).parent;
  const changed = new pm.transform.Transform(before);
  for (const { from, to } of places.toReversed()) replaceAt(changed, from - block, to - block, words);
  const [first, last] = [places[0].from, places.at(-1).to];
  const grown = changed.doc.content.size - before.content.size;
  transaction.replace(first, last, changed.doc.slice(first - block, last - block + grown));
};

// The places are those of `placesIn`, in its order.
const replaceIn = (transaction, places, words) => {
  for (const [block, within] of [...Map.groupBy(places, (place) => place.block)].toReversed()) {
    replaceInBlock(transaction, block, within, words);
  }
};

export { placesIn, replaceIn };
