// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/nearestname.h"

#include <QHash>

#include <algorithm>
#include <iterator>
#include <numeric>
#include <optional>
#include <vector>

namespace proxy {
namespace {

constexpr qsizetype kLongestCompared = 100;

/// Levenshtein's distance.
qsizetype editsBetween(QStringView a, QStringView b)
{
    std::vector<qsizetype> row(static_cast<size_t>(b.size()) + 1);
    std::iota(row.begin(), row.end(), 0);
    for (qsizetype i = 0; i < a.size(); ++i) {
        qsizetype diagonal = std::exchange(row[0], i + 1);
        for (size_t j = 0; j < static_cast<size_t>(b.size()); ++j) {
            const bool same = a.at(i) == b.at(static_cast<qsizetype>(j));
            const qsizetype edits =
                std::min({diagonal + (same ? 0 : 1), row[j] + 1, row[j + 1] + 1});
            diagonal = std::exchange(row[j + 1], edits);
        }
    }
    return row.back();
}

/// editsBetween(), where two letters that changed places are one edit (optimal string alignment).
qsizetype slipsBetween(QStringView a, QStringView b)
{
    const auto columns = static_cast<size_t>(b.size()) + 1;
    std::vector<std::vector<qsizetype>> rows(static_cast<size_t>(a.size()) + 1,
                                             std::vector<qsizetype>(columns));
    for (size_t i = 0; i < rows.size(); ++i) {
        for (size_t j = 0; j < columns; ++j) {
            if (i == 0 || j == 0) {
                rows[i][j] = static_cast<qsizetype>(i + j);
                continue;
            }
            const auto at = [](QStringView text, size_t index) {
                return text.at(static_cast<qsizetype>(index) - 1);
            };
            const bool same = at(a, i) == at(b, j);
            rows[i][j] = std::min(
                {rows[i - 1][j - 1] + (same ? 0 : 1), rows[i - 1][j] + 1, rows[i][j - 1] + 1});
            const bool swapped =
                i > 1 && j > 1 && at(a, i) == at(b, j - 1) && at(a, i - 1) == at(b, j);
            if (swapped)
                rows[i][j] = std::min(rows[i][j], rows[i - 2][j - 2] + 1);
        }
    }
    return rows.back().back();
}

constexpr qsizetype kMostSlips = 2;

QStringList wordsOf(const QString &name)
{
    return name.toUpper().split(u'_', Qt::SkipEmptyParts);
}

/// How many letters differ; nothing when that is no slip of the fingers any more: in a short word
/// one letter, in a longer one two, and two in all.
std::optional<qsizetype> slipsIn(const QStringList &name, const QStringList &known)
{
    const qsizetype more = name.join(QString()).size() - known.join(QString()).size();
    if (more > kMostSlips || more < -kMostSlips)
        return std::nullopt;
    qsizetype slips = 0;
    if (name.size() != known.size()) {
        // An underscore too few or too many.
        slips = slipsBetween(name.join(QString()), known.join(QString()));
        return slips <= 1 ? std::optional(slips) : std::nullopt;
    }
    for (qsizetype i = 0; i < name.size(); ++i) {
        const qsizetype inWord = slipsBetween(name[i], known[i]);
        if (inWord > (std::max(name[i].size(), known[i].size()) > 4 ? kMostSlips : 1))
            return std::nullopt;
        slips += inWord;
    }
    return slips <= kMostSlips ? std::optional(slips) : std::nullopt;
}

/// The words that our variables begin with, also in the forms they are mistaken for.
bool isOurPrefix(const QString &word)
{
    static const QStringList words {
        QStringLiteral("LLM"),      QStringLiteral("PROXY"),    QStringLiteral("LLMPROXY"),
        QStringLiteral("MORPH"),    QStringLiteral("ROUTER"),   QStringLiteral("MORPHROUTER"),
        QStringLiteral("MORPHLLM"), QStringLiteral("UPSTREAM"), QStringLiteral("MY")};
    return words.contains(word);
}

} // namespace

bool isCommonName(const QString &name)
{
    static const QStringList names {
        QStringLiteral("STREAM_URL"),       QStringLiteral("STREAM_KEY"),
        QStringLiteral("UPSTREAM_BRANCH"),  QStringLiteral("UPSTREAM_COMMIT"),
        QStringLiteral("UPSTREAM_REMOTE"),  QStringLiteral("UPSTREAM_REPO"),
        QStringLiteral("UPSTREAM_VERSION"), QStringLiteral("API_KEY"),
        QStringLiteral("API_KEYS"),         QStringLiteral("API_URL"),
        QStringLiteral("ALLOWED_HOSTS"),    QStringLiteral("ALLOWED_ORIGINS"),
        QStringLiteral("MAX_CONNECTIONS"),  QStringLiteral("CONNECT_TIMEOUT_MS"),
        QStringLiteral("IDLE_TIMEOUT_MS"),  QStringLiteral("HEAD_TIMEOUT_MS"),
        QStringLiteral("BODY_TIMEOUT_MS"),  QStringLiteral("KEEP_ALIVE_TIMEOUT_MS"),
        QStringLiteral("PROXY_PORT"),       QStringLiteral("PROXY_HOST"),
        QStringLiteral("PROXY_URL"),        QStringLiteral("LLM_PORT"),
        QStringLiteral("LLM_HOST"),         QStringLiteral("LLM_API_KEY"),
        QStringLiteral("LLM_API_KEYS")};
    return names.contains(name);
}

namespace {

/// The words that people use for ours.
QStringList inOurWords(QStringList words)
{
    static const QHash<QString, QString> ours {
        {QStringLiteral("ROUTING"), QStringLiteral("ROUTER")},
        {QStringLiteral("TOKEN"), QStringLiteral("KEY")},
        {QStringLiteral("TOKENS"), QStringLiteral("KEYS")},
        {QStringLiteral("CLIPROXY"), QStringLiteral("CLIPROXYAPI")},
        {QStringLiteral("BINARY"), QStringLiteral("BIN")}};
    for (QString &word : words)
        word = ours.value(word, word);
    return words;
}

/// A name as its prefix and the rest. LLMPROXY is LLM and PROXY.
struct Parted
{
    QStringList prefix;
    QStringList rest;
};

Parted parted(const QStringList &words)
{
    Parted name {.prefix = {}, .rest = words};
    while (name.rest.size() > 1 && isOurPrefix(name.rest.first())) {
        const QString word = name.rest.takeFirst();
        for (const char *part : {"LLM", "MORPH", "PROXY", "ROUTER", "UPSTREAM"}) {
            if (word.contains(QLatin1StringView(part)))
                name.prefix << QString::fromLatin1(part);
        }
    }
    // "API" tells nothing where the prefix names the API.
    if (!name.prefix.isEmpty() && name.rest.size() > 1)
        name.rest.removeOne(QStringLiteral("API"));
    return name;
}

/// How many of the words tell whose variable it is: every LLM tool has an LLM_….
qsizetype sharedPrefix(const Parted &a, const Parted &b)
{
    return std::count_if(a.prefix.begin(), a.prefix.end(), [&](const QString &word) {
        return word != QLatin1StringView("LLM") && b.prefix.contains(word);
    });
}

/// The same setting under another prefix: the known one that has most of that prefix.
QString underAnotherPrefix(const QStringList &words, const QStringList &known)
{
    const Parted name = parted(words);
    QString found;
    qsizetype most = 0;
    for (const QString &candidate : known) {
        const Parted other = parted(wordsOf(candidate));
        const qsizetype shared = sharedPrefix(name, other);
        if (name.rest == other.rest && shared > most) {
            most = shared;
            found = candidate;
        }
    }
    return found;
}

/// The whole name of one of ours stands behind another prefix of ours.
QString behindAPrefix(const QStringList &words, const QStringList &known)
{
    for (qsizetype begin = 1; begin + 1 < words.size() && isOurPrefix(words[begin - 1]); ++begin) {
        const QString rest = words.mid(begin).join(u'_');
        if (known.contains(rest))
            return rest;
    }
    return {};
}

/// Two words or more that one of ours alone ends with.
QString withoutItsPrefix(const QStringList &words, const QStringList &known)
{
    if (words.size() < 2)
        return {};
    const QString tail = u'_' + words.join(u'_');
    QStringList found;
    std::copy_if(known.begin(), known.end(), std::back_inserter(found), [&](const QString &name) {
        return name.endsWith(tail) && isOurPrefix(wordsOf(name).first());
    });
    return found.size() == 1 ? found.first() : QString();
}

} // namespace

QString nearestName(const QString &name, const QStringList &known)
{
    if (name.size() > kLongestCompared)
        return {};
    QString nearest;
    qsizetype fewest = std::max<qsizetype>(2, name.size() / 3) + 1;
    for (const QString &candidate : known) {
        const qsizetype edits = editsBetween(name.toLower(), candidate.toLower());
        if (edits < fewest) {
            fewest = edits;
            nearest = candidate;
        }
    }
    return nearest;
}

QString misspeltVariable(const QString &name, const QStringList &known)
{
    if (name.size() > kLongestCompared || known.contains(name) || isCommonName(name))
        return {};
    const QStringList words = wordsOf(name);
    QStringList sorted = words;
    sorted.sort();
    QString nearest;
    qsizetype fewest = kMostSlips + 1;
    for (const QString &candidate : known) {
        const QStringList other = wordsOf(candidate);
        QStringList sortedOther = other;
        sortedOther.sort();
        const auto slips =
            sorted == sortedOther ? std::optional<qsizetype>(0) : slipsIn(words, other);
        if (slips && *slips < fewest) {
            fewest = *slips;
            nearest = candidate;
        }
    }
    return nearest;
}

QString meantVariable(const QString &name, const QStringList &known)
{
    if (QString misspelt = misspeltVariable(name, known); !misspelt.isEmpty())
        return misspelt;
    if (name.size() > kLongestCompared || known.contains(name)
        || isCommonName(wordsOf(name).join(u'_')))
        return {};
    const QStringList words = inOurWords(wordsOf(name));
    if (const QString ours = words.join(u'_'); known.contains(ours))
        return ours;
    for (const auto find : {behindAPrefix, underAnotherPrefix, withoutItsPrefix}) {
        if (QString found = find(words, known); !found.isEmpty())
            return found;
    }
    return {};
}

} // namespace proxy
