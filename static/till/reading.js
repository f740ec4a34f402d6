// How an amount is read out; the server's `till/reading.py` says the same, and one table tests both.
const DIGITS = "零一二三四五六七八九";
const PLACES = ["", "十", "百", "千"];
const SECTIONS = ["", "万", "亿"];
const ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(" ");
const TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const GROUPS = ["", "thousand", "million", "billion"];

const two = (digit) => (digit === 2 ? "两" : DIGITS[digit]);
const part = (number, size, place) => Math.floor(number / size ** place) % size;

function sectionZh(section, leading) {
  let text = "";
  let gap = false;
  for (const place of [3, 2, 1, 0]) {
    const digit = part(section, 10, place);
    if (!digit) {
      gap ||= text !== "";
      continue;
    }
    const first = leading && text === "";
    let said = DIGITS[digit];
    if (place === 1 && digit === 1 && first) said = "";
    else if (digit === 2 && (place === 3 || (place === 2 && first))) said = "两";
    text += (gap ? "零" : "") + said + PLACES[place];
    gap = false;
  }
  return text;
}

function integerZh(number) {
  if (number === 2) return "两";
  let text = "";
  let gap = false;
  for (const place of [2, 1, 0]) {
    const section = part(number, 10000, place);
    if (section) {
      gap ||= text !== "" && section < 1000;
      text += (gap ? "零" : "") + (section === 2 && place ? "两" : sectionZh(section, text === "")) + SECTIONS[place];
      gap = false;
    } else if (text) gap = true;
  }
  return text || "零";
}

export function amountZh(minor) {
  const yuan = Math.floor(minor / 100);
  const jiao = part(minor, 10, 1);
  const fen = minor % 10;
  let text = yuan || !minor ? `${integerZh(yuan)}元` : "";
  if (jiao) text += `${two(jiao)}角`;
  if (fen) text += `${yuan && !jiao ? "零" : ""}${two(fen)}分`;
  return text;
}

function groupEn(group) {
  const words = group >= 100 ? [ONES[Math.floor(group / 100)], "hundred"] : [];
  const rest = group % 100;
  if (rest >= 20) words.push(TENS[Math.floor(rest / 10)] + (rest % 10 ? `-${ONES[rest % 10]}` : ""));
  else if (rest) words.push(ONES[rest]);
  return words;
}

function integerEn(number) {
  if (!number) return "zero";
  const words = [];
  for (let place = GROUPS.length - 1; place >= 0; place -= 1) {
    const group = part(number, 1000, place);
    if (group) words.push(...groupEn(group), ...(place ? [GROUPS[place]] : []));
  }
  return words.join(" ");
}

export function amountEn(minor) {
  const yuan = Math.floor(minor / 100);
  const fen = minor % 100;
  if (!fen) return `${integerEn(yuan)} yuan`;
  return yuan ? `${integerEn(yuan)} yuan and ${integerEn(fen)} fen` : `${integerEn(fen)} fen`;
}

export const received = (minor, zh) => (zh ? `收款${amountZh(minor)}` : `Received ${amountEn(minor)}`);
