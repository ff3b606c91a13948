# SPDX-License-Identifier: LicenseRef-Private
"""Linear models over TextFeatures: trained in floating point, kept and used in whole numbers."""
import base64
import math
import random

from textfeatures import BUCKET_BITS

ONE = 65536  # a logit of 1
MOST = 127  # of a weight

# How much of the voice of length and kind is heard beside that of the words, in 1/256: where it
# says easy, and where it says hard.
EASY_SHARE = 90
HARD_SHARE = 26


class Row:
    """A labelled text. label: 1 hard, 0 easy, 0.5 neither."""

    __slots__ = ("source", "group", "language", "tier", "label", "dense", "buckets", "share")

    def __init__(self, source, group, label, features, language="en", tier=""):
        self.source, self.group, self.label = source, group, label
        self.language, self.tier = language, tier
        self.dense = features.dense
        self.buckets = sorted(features.buckets)
        self.share = 1 / math.sqrt(len(self.buckets) or 1)


def sigmoid(logit):
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


class Voice:
    """Weights in floating point, of dense features and perhaps of n-grams: logistic regression by
    gradient descent, averaged over the epochs but the first. Each source has a bias of its own,
    because its share of failures says more about its models than about its texts."""

    def __init__(self, dense_count, allowed, uses_grams):
        self.dense = [0.0] * dense_count
        self.grams = [0.0] * (1 << BUCKET_BITS)
        self.bias = {}
        self.allowed = allowed
        self.uses_grams = uses_grams

    def visible(self, row):
        return [number for number in row.dense if number in self.allowed]

    def train(self, rows, epochs, rate, gram_rate=0.0, seed=1):
        dense, grams, bias = list(self.dense), list(self.grams), {}
        self.dense = [0.0] * len(dense)
        rows = [(row, self.visible(row)) for row in rows]
        shuffler = random.Random(seed)
        for epoch in range(epochs):
            shuffler.shuffle(rows)
            slow, slow_grams = rate / (1 + epoch), gram_rate / (1 + epoch)
            for row, visible in rows:
                logit = bias.get(row.source, 0.0) + sum([dense[i] for i in visible])
                if self.uses_grams:
                    logit += row.share * sum([grams[i] for i in row.buckets])
                error = sigmoid(logit) - row.label
                bias[row.source] = bias.get(row.source, 0.0) - slow * error
                for i in visible:
                    dense[i] -= slow * error
                if self.uses_grams:
                    step = slow_grams * error * row.share
                    for i in row.buckets:
                        grams[i] -= step
            if epoch > 0:
                self.dense = [whole + part / (epochs - 1) for whole, part in zip(self.dense, dense)]
                if self.uses_grams:
                    self.grams = [whole + part / (epochs - 1)
                                  for whole, part in zip(self.grams, grams)]
                for source, part in bias.items():
                    self.bias[source] = self.bias.get(source, 0.0) + part / (epochs - 1)
        return self

    def logit(self, row):
        value = sum([self.dense[i] for i in self.visible(row)])
        if self.uses_grams:
            value += row.share * sum([self.grams[i] for i in row.buckets])
        return value


def quantised(weights):
    """Weights as whole numbers from -127 to 127, and what one of them stands for."""
    largest = max(map(abs, weights)) or 1.0
    scale = max(1, math.ceil(largest * ONE / MOST))
    return [round(weight * ONE / scale) for weight in weights], scale


def quotient(value, divisor):
    """As C++ divides: towards zero."""
    return value // divisor if value >= 0 else -(-value // divisor)


class Weights:
    """What ships: whole numbers only, so that every machine comes to the same."""

    def __init__(self, kind, words, bias_source):
        self.kind, self.kind_scale = quantised(kind.dense)
        self.kind_bias = round(ONE * next(iter(kind.bias.values())))
        self.form, self.form_scale = quantised(words.dense)
        self.grams, self.gram_scale = quantised(words.grams)
        self.word_bias = round(ONE * words.bias[bias_source])
        self.thresholds = {}

    def kind_of(self, row):
        """How hard length and kind of ask look."""
        return self.kind_bias + self.kind_scale * sum([self.kind[i] for i in row.dense])

    def words_of(self, row):
        """How hard the words look."""
        value = self.word_bias + self.form_scale * sum([self.form[i] for i in row.dense])
        grams = self.gram_scale * sum([self.grams[i] for i in row.buckets])
        return value + quotient(grams * 256, math.isqrt(max(1, len(row.buckets)) << 16))

    def score(self, row):
        kind = self.kind_of(row)
        return self.words_of(row) + quotient(kind * (EASY_SHARE if kind < 0 else HARD_SHARE), 256)

    def easiness(self, row):
        return self.kind_of(row) + self.words_of(row)

    def verdict(self, row, easy="easySum"):
        limits = self.thresholds
        if self.easiness(row) <= limits[easy]:
            return "easy"
        if self.kind_of(row) >= limits["hardKind"] and self.score(row) >= limits["hardScore"]:
            return "hard"
        return "unknown"

    def as_json(self):
        def packed(weights):
            return base64.b64encode(bytes(weight & 0xFF for weight in weights)).decode()

        return {
            "bucketBits": BUCKET_BITS,
            "kind": {"bias": self.kind_bias, "scale": self.kind_scale, "weights": packed(self.kind)},
            "form": {"bias": self.word_bias, "scale": self.form_scale,
                     "weights": packed(self.form)},
            "grams": {"scale": self.gram_scale, "weights": packed(self.grams)},
            "easyShare": EASY_SHARE,
            "hardShare": HARD_SHARE,
            "thresholds": self.thresholds,
        }
