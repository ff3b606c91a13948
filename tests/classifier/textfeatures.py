# SPDX-License-Identifier: LicenseRef-Private
"""What the local classifier sees of a text: the same integers as proxy/classify/textfeatures.cpp.

Everything is counted on bytes of UTF-8, so that both sides agree bit for bit. A text gives a list
of small dense features (numbers of DENSE) and a set of buckets of hashed n-grams.
"""
import json

MASK = 0xFFFFFFFF
FNV_BASIS = 2166136261
FNV_PRIME = 16777619
GOLDEN = 0x9E3779B1
STEM_SALT = 0x85EBCA6B
BIGRAM_FACTOR = 31
NUMBER = ((FNV_BASIS ^ 0x23) * FNV_PRIME) & MASK  # every number is the word "#"

HALF_TEXT = 12000  # bytes read of a longer text's beginning and of its end
BUCKET_BITS = 14
STEM_BYTES = 5
HEAD_WORDS = 6
MAX_PHRASE = 4
LANGUAGES = ("en", "zh", "es", "de", "pl")

# Counts and the steps from which each is one feature more.
STEPS = [
    ("units", (6, 9, 13, 18, 26, 38, 56, 90, 150, 300, 600, 1200, 2400)),
    ("sentences", (2, 3, 5, 9)),
    ("lines", (2, 4, 8, 16, 32)),
    ("questions", (1, 2)),
    ("numbers", (1, 2, 4, 8, 20)),
    ("long-words", (1, 2, 4, 8, 16)),
    ("capitals", (2, 4, 8, 16)),
    ("acronyms", (1, 3)),
    ("math", (1, 4, 12)),
    ("backslashes", (1, 4)),
    ("parentheses", (1, 3, 8)),
    ("commas", (1, 2, 4, 8, 16)),
    ("code", (1, 4, 12, 40)),
    ("backticks", (1, 6)),
    ("hunks", (1,)),
    ("items", (1, 3, 6)),
    ("options", (2,)),
    ("names", (1, 3, 8)),
    ("quotes", (1, 3)),
    ("wide-script", (1,)),
    ("blanks", (1,)),
]
COUNTS = [name for name, _ in STEPS]
MEAN_STEPS = (3, 4, 5, 6, 7)  # mean length of words in bytes


class Cues:
    """The phrases that tell what kind of ask a text is."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            table = json.load(file)
        self.kinds = [entry["kind"] for entry in table["kinds"]]
        self.phrases = {}
        self.points = []
        for number, entry in enumerate(table["kinds"]):
            points = entry.get("points", {})
            # In tenths of a logit, set by hand: what it means that a phrase of this kind is
            # there, begins a sentence, stands three times.
            self.points.append([points.get(name, 0) for name in ("there", "first", "often")])
            for language in LANGUAGES:
                for phrase in entry.get(language, ()):
                    words = words_of(phrase.encode())
                    if not 1 <= len(words) <= MAX_PHRASE:
                        raise ValueError(f"{phrase}: {len(words)} words")
                    key = 0
                    for word in words:
                        key = ((key * FNV_PRIME) & MASK) ^ word
                    if self.phrases.setdefault(key, number) != number:
                        raise ValueError(f"{phrase}: stands in two kinds")
        # Weights belong to the phrases they were trained with.
        self.fingerprint = 0
        for key in sorted(self.phrases):
            self.fingerprint = (((self.fingerprint * FNV_PRIME) & MASK) ^ key
                                ^ self.phrases[key])


def dense_names(kinds):
    names = [f"{count}>={step}" for count, steps in STEPS for step in steps]
    names += [f"mean-word>={step}" for step in MEAN_STEPS]
    for kind in kinds:
        names += [f"{kind}", f"{kind}-first", f"{kind}-often"]
    return names


def words_of(data):
    words = []
    Reader(data, on_word=lambda word, *_: words.append(word)).read()
    return words


def capped(data):
    """The parts of a text that are read: all of it, or its beginning and its end."""
    if len(data) <= 2 * HALF_TEXT:
        return [data]
    head = HALF_TEXT
    while head > 0 and data[head] & 0xC0 == 0x80:
        head -= 1
    tail = len(data) - HALF_TEXT
    while tail < len(data) and data[tail] & 0xC0 == 0x80:
        tail += 1
    return [data[:head], data[tail:]]


class Reader:
    """Cuts bytes into words and counts what stands between them."""

    def __init__(self, data, on_word, counts=None, on_sentence=lambda: None):
        self.data = data
        self.on_word = on_word
        self.on_sentence = on_sentence
        self.counts = counts if counts is not None else dict.fromkeys(COUNTS, 0)
        self.letters = 0
        self.words = 0
        self.has_words = False  # in this sentence

    def read(self):
        data, size, counts = self.data, len(self.data), self.counts
        at = 0
        line_begins = True
        while at < size:
            byte = data[at]
            if line_begins and byte not in b" \t\r\n":
                self.line(at)
                line_begins = False
            if byte < 0x80:
                if is_word_byte(byte):
                    at = self.word(at)
                    continue
                self.mark(byte, at)
                if byte == 0x0A:
                    line_begins = True
                at += 1
                continue
            length = length_of(byte, size - at)
            if is_wide(data, at, length):
                counts["wide-script"] += 1
                counts["units"] += 1
                self.has_words = True
                self.on_word(hash_of(data[at:at + length]), 0)
                at += length
            elif is_letter(byte, length):
                at = self.word(at)
            else:
                self.foreign_mark(data[at:at + length])
                at += length
        self.end_sentence()

    def line(self, at):
        counts, data = self.counts, self.data
        counts["lines"] += 1
        byte = data[at]
        following = data[at + 1] if at + 1 < len(data) else 0
        if byte in b"-*" and following == 0x20:
            counts["items"] += 1
        elif 0x30 <= byte <= 0x39 and following in b".)":
            counts["items"] += 1
        elif 0x41 <= byte <= 0x45 and following in b".)":
            counts["options"] += 1
        elif byte == 0x40 and following == 0x40:
            counts["hunks"] += 1

    def word(self, at):
        data, size, counts = self.data, len(self.data), self.counts
        begin = at
        value = FNV_BASIS
        stem = 0
        capitals = digits = 0
        while at < size:
            byte = data[at]
            if byte < 0x80:
                if not is_word_byte(byte):
                    break
                if 0x41 <= byte <= 0x5A:
                    capitals += 1
                    byte += 0x20
                elif 0x30 <= byte <= 0x39:
                    digits += 1
                value = ((value ^ byte) * FNV_PRIME) & MASK
                at += 1
            else:
                length = length_of(byte, size - at)
                if not is_letter(byte, length) or is_wide(data, at, length):
                    break
                first, second = lowered(byte, data[at + 1])
                value = ((value ^ first) * FNV_PRIME) & MASK
                value = ((value ^ second) * FNV_PRIME) & MASK
                for extra in data[at + 2:at + length]:
                    value = ((value ^ extra) * FNV_PRIME) & MASK
                at += length
            if stem == 0 and at - begin >= STEM_BYTES:
                stem = value
        length = at - begin
        if stem == value:
            stem = 0
        if digits == length:
            counts["numbers"] += 1
            value, stem = NUMBER, 0
        else:
            counts["long-words"] += length >= 9
            counts["acronyms"] += capitals >= 2 and capitals + digits == length
            counts["capitals"] += capitals > 0
            # file.cpp, a/b, foo:bar, snake_case
            counts["names"] += (begin > 1 and data[begin - 1] in b"./_:"
                                and is_word_byte(data[begin - 2]))
        counts["units"] += 2
        self.letters += length
        self.words += 1
        self.has_words = True
        self.on_word(value, stem)
        return at

    def mark(self, byte, at):
        counts, data = self.counts, self.data
        following = data[at + 1] if at + 1 < len(data) else 0x20
        if byte == 0x3F:
            counts["questions"] += 1
        if byte in b"!?\n" or (byte == 0x2E and following in b" \n\r\t"):
            self.end_sentence()
        if byte in b"=+<>^%*|":
            counts["math"] += 1
        elif byte == 0x5C:
            counts["backslashes"] += 1
        elif byte == 0x28:
            counts["parentheses"] += 1
        elif byte == 0x2C:
            counts["commas"] += 1
        elif byte in b"{};[]":
            counts["code"] += 1
        elif byte == 0x60:
            counts["backticks"] += 1
        elif byte == 0x22:
            counts["quotes"] += 1
        if byte == 0x5F and following == 0x5F:
            counts["blanks"] += 1

    def foreign_mark(self, mark):
        counts = self.counts
        if mark in (b"\xe3\x80\x82", b"\xef\xbc\x81", b"\xef\xbc\x9f"):
            self.end_sentence()
        if mark == b"\xef\xbc\x9f":
            counts["questions"] += 1
        elif mark in (b"\xe3\x80\x81", b"\xef\xbc\x8c"):
            counts["commas"] += 1
        elif mark == b"\xef\xbc\x88":
            counts["parentheses"] += 1
        elif mark[:2] in (b"\xe2\x88", b"\xe2\x89") or mark in (b"\xc3\x97", b"\xc3\xb7", b"\xc2\xb2"):
            counts["math"] += 1
        elif mark in (b"\xe2\x80\x9c", b"\xe2\x80\x9e", b"\xe3\x80\x8c", b"\xc2\xab"):
            counts["quotes"] += 1

    def end_sentence(self):
        if self.has_words:
            self.counts["sentences"] += 1
            self.has_words = False
            self.on_sentence()


def is_word_byte(byte):
    return 0x30 <= byte <= 0x39 or 0x41 <= byte <= 0x5A or 0x61 <= byte <= 0x7A


def length_of(lead, left):
    """Bytes of the character that begins so; 1 where it is none."""
    length = 1
    if 0xC2 <= lead <= 0xDF:
        length = 2
    elif 0xE0 <= lead <= 0xEF:
        length = 3
    elif 0xF0 <= lead <= 0xF4:
        length = 4
    return length if length <= left else 1


def is_wide(data, at, length):
    """Chinese, Japanese, Korean: each character is a word."""
    lead = data[at]
    return length == 3 and 0xE3 <= lead <= 0xED and not (lead == 0xE3 and data[at + 1] == 0x80)


def is_letter(lead, length):
    return (length == 2 and lead >= 0xC3) or (length == 3 and lead in (0xE0, 0xE1))


def lowered(first, second):
    """Capital letters of German, Spanish and Polish in small."""
    if first == 0xC3 and 0x80 <= second <= 0x9E and second != 0x97:
        return first, second + 0x20
    if (first == 0xC4 and second in (0x84, 0x86, 0x98)) or (
            first == 0xC5 and second in (0x81, 0x83, 0x9A, 0xB9, 0xBB)):
        return first, second + 1
    return first, second


def hash_of(data):
    value = FNV_BASIS
    for byte in data:
        value = ((value ^ byte) * FNV_PRIME) & MASK
    return value


def bucket_of(value):
    return ((value * GOLDEN) & MASK) >> (32 - BUCKET_BITS)


class TextFeatures:
    """dense: numbers of the features that are there. buckets: set of n-grams."""

    def __init__(self, data, cues):
        self.cues = cues
        self.counts = dict.fromkeys(COUNTS, 0)
        self.buckets = set()
        self.found = [0] * len(cues.kinds)
        self.first = [False] * len(cues.kinds)
        self.recent = []
        self.in_sentence = 0
        letters = words = 0
        for part in capped(data):
            reader = Reader(part, self.add_word, self.counts, self.end_sentence)
            reader.read()
            letters += reader.letters
            words += reader.words
        self.dense = self.dense_of(letters, words)

    def add_word(self, value, stem):
        self.buckets.add(bucket_of(value))
        if stem:
            self.buckets.add(bucket_of(stem ^ STEM_SALT))
        if self.recent:
            self.buckets.add(bucket_of((self.recent[-1] * BIGRAM_FACTOR + value) & MASK))
        self.recent.append(value)
        del self.recent[:-MAX_PHRASE]
        for length in range(1, len(self.recent) + 1):
            key = 0
            for word in self.recent[-length:]:
                key = ((key * FNV_PRIME) & MASK) ^ word
            kind = self.cues.phrases.get(key)
            if kind is not None:
                self.found[kind] += 1
                if self.in_sentence - length + 1 < HEAD_WORDS:
                    self.first[kind] = True
        self.in_sentence += 1

    def end_sentence(self):
        self.recent.clear()
        self.in_sentence = 0

    def dense_of(self, letters, words):
        dense = []
        number = 0
        for count, steps in STEPS:
            for step in steps:
                if self.counts[count] >= step:
                    dense.append(number)
                number += 1
        for step in MEAN_STEPS:
            if letters >= step * words and words > 0:
                dense.append(number)
            number += 1
        for found, first in zip(self.found, self.first):
            if found >= 1:
                dense.append(number)
            if first:
                dense.append(number + 1)
            if found >= 3:
                dense.append(number + 2)
            number += 3
        return dense
