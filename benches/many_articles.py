#!/usr/bin/env python3
"""Makes a large corpus out of a small one, for timings: each article is told again and again with other names, other
numbers and some other words, so that none is a copy of another, on days and by publishers of its own.

    python3 benches/many_articles.py articles.jsonl 100000 > many.jsonl

articles.jsonl has one {"id": ..., "text": ...} a line. The same arguments give the same bytes.
"""

import argparse
import datetime
import json
import random
import re

WORD = re.compile(r"[A-Za-z]+|\d+")
ONSETS = "B Br C D Dr F G Gr H J K Kr L M N P Qu R S St T Tr V W Z".split()
VOWELS = "a e i o u ai ea ou".split()
CODAS = "l ll n nd r rk s ss t th v x m ck".split()
ENDS = "er en ia o ov man ez son ski ton a i".split()


def name(chance):
    middle = chance.choice(VOWELS) + chance.choice(CODAS)
    return chance.choice(ONSETS) + middle + chance.choice(ENDS)


class Teller:
    """Tells articles again."""

    def __init__(self, texts):
        self.lower = {word for text in texts for word in WORD.findall(text) if word.islower()}
        by_end = {}
        for word in sorted(self.lower):
            if len(word) > 4:
                by_end.setdefault(word[-3:], []).append(word)
        self.by_end = {end: words for end, words in by_end.items() if len(words) > 3}

    def tell(self, text, chance, names, numbers, words):
        """The text with so large shares of its names, numbers and words changed."""
        changed = {}

        def other(match):
            word = match.group()
            if word[0].isdigit():
                if chance.random() >= numbers or len(word) > 9:
                    return word
                return str(chance.randint(10 ** (len(word) - 1), 10 ** len(word) - 1))
            if word[0].isupper():
                # What is written small elsewhere begins a sentence.
                if word.lower() in self.lower or len(word) < 3:
                    return word
                if word not in changed:
                    changed[word] = name(chance) if chance.random() < names else word
                return changed[word]
            same_end = self.by_end.get(word[-3:])
            return chance.choice(same_end) if same_end and chance.random() < words else word

        return WORD.sub(other, text)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", help="JSON Lines with id and text")
    parser.add_argument("n", type=int, help="articles to make")
    parser.add_argument("--names", type=float, default=0.5, help="share of names that are changed (%(default)s)")
    parser.add_argument("--numbers", type=float, default=0.8, help="share of numbers (%(default)s)")
    parser.add_argument("--words", type=float, default=0.3, help="share of longer words (%(default)s)")
    arguments = parser.parse_args()
    with open(arguments.articles, encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    teller = Teller(texts)
    first_day = datetime.date(2015, 1, 1)
    for i in range(arguments.n):
        chance = random.Random(i)
        text = teller.tell(texts[i % len(texts)], chance, arguments.names, arguments.numbers, arguments.words)
        date = first_day + datetime.timedelta(days=chance.randrange(3650))
        article = {"id": f"a{i:06}", "date": str(date), "publisher": f"Paper {chance.randrange(200)}", "text": text}
        print(json.dumps(article, ensure_ascii=False))


if __name__ == "__main__":
    main()
