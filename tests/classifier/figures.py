# SPDX-License-Identifier: LicenseRef-Private
"""How well scores tell hard from easy, with intervals."""
import random


def auc(pairs):
    """Of (score, is_hard): how often a hard text has the higher score."""
    ordered = sorted(pairs)
    positives = sum(1 for _, hard in ordered if hard)
    negatives = len(ordered) - positives
    if not positives or not negatives:
        return float("nan")
    ranks = 0.0
    at = 0
    while at < len(ordered):
        end = at
        hards = 0
        while end < len(ordered) and ordered[end][0] == ordered[at][0]:
            hards += ordered[end][1]
            end += 1
        ranks += hards * (at + end + 1) / 2
        at = end
    return (ranks - positives * (positives + 1) / 2) / (positives * negatives)


def coverage(pairs, error):
    """The largest share of texts, lowest scores first, of which at most `error` are hard."""
    ordered = sorted(pairs)
    best = hards = 0
    for at, (score, hard) in enumerate(ordered, 1):
        hards += hard
        ends = at == len(ordered) or ordered[at][0] != score
        if ends and hards <= error * at:
            best = at
    return best / len(ordered)


def interval(groups, figure, rounds=300, seed=7):
    """95 % by drawing whole groups again."""
    names = list(groups)
    draw = random.Random(seed)
    values = []
    for _ in range(rounds):
        pairs = []
        for _ in names:
            pairs.extend(groups[draw.choice(names)])
        value = figure(pairs)
        if value == value:
            values.append(value)
    values.sort()
    return values[int(0.025 * len(values))], values[int(0.975 * len(values)) - 1]


def difference(groups, figure, rounds=300, seed=7):
    """95 % of how much better the first of two scores is. groups: (one, other, is_hard)."""
    names = list(groups)
    draw = random.Random(seed)
    values = []
    for _ in range(rounds):
        rows = []
        for _ in names:
            rows.extend(groups[draw.choice(names)])
        values.append(figure([(one, hard) for one, _, hard in rows])
                      - figure([(other, hard) for _, other, hard in rows]))
    values.sort()
    return values[int(0.025 * len(values))], values[int(0.975 * len(values)) - 1]


def rank_correlation(ones, others):
    """Spearman's, with shared ranks."""
    first, second = ranks(ones), ranks(others)
    mean = (len(first) - 1) / 2
    across = sum((a - mean) * (b - mean) for a, b in zip(first, second))
    return across / (sum((a - mean) ** 2 for a in first)
                     * sum((b - mean) ** 2 for b in second)) ** 0.5


def ranks(values):
    order = sorted(range(len(values)), key=values.__getitem__)
    found = [0.0] * len(values)
    at = 0
    while at < len(order):
        end = at
        while end < len(order) and values[order[end]] == values[order[at]]:
            end += 1
        for place in range(at, end):
            found[order[place]] = (at + end - 1) / 2
        at = end
    return found
