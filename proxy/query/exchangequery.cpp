// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/query/exchangequery.h"

#include "proxy/query/querywords.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

namespace proxy {

namespace {

using Fault = ExchangeQuery::Fault;
using Parsed = tl::expected<QueryCondition, Fault>;
using Kind = QueryWord::Kind;

/// Reads the words of a filter: alternatives of sequences of conditions.
class Grammar final
{
public:
    Grammar(std::vector<QueryWord> words, qint64 nowMs)
        : m_words(std::move(words))
        , m_nowMs(nowMs)
    { }

    Parsed read()
    {
        Parsed whole = alternatives();
        if (whole && m_at < m_words.size())
            return fault(Text::english("this closes no parenthesis"), m_words[m_at]);
        return whole;
    }

private:
    [[nodiscard]] bool isNext(Kind kind) const
    {
        return m_at < m_words.size() && m_words[m_at].kind == kind;
    }

    static tl::unexpected<Fault> fault(Text reason, const QueryWord &word)
    {
        return tl::unexpected(Fault {std::move(reason), word.begin, word.length});
    }

    Parsed alternatives()
    {
        Parsed left = sequence();
        while (left && isNext(Kind::Or)) {
            ++m_at;
            Parsed right = sequence();
            if (!right)
                return right;
            // A side that is still missing leaves the other one as it is.
            if (!*left || !*right) {
                left = *left ? std::move(left) : std::move(right);
                continue;
            }
            left = [one = std::move(*left), other = std::move(*right)](const Exchange &e) {
                return one(e) || other(e);
            };
        }
        return left;
    }

    Parsed sequence()
    {
        QueryCondition all;
        while (m_at < m_words.size() && !isNext(Kind::Or) && !isNext(Kind::Close)) {
            if (isNext(Kind::And)) {
                ++m_at;
                continue;
            }
            Parsed next = single();
            if (!next)
                return next;
            if (!all || !*next) {
                all = all ? std::move(all) : std::move(*next);
                continue;
            }
            all = [one = std::move(all), other = std::move(*next)](const Exchange &e) {
                return one(e) && other(e);
            };
        }
        return all;
    }

    Parsed single()
    {
        const QueryWord &word = m_words[m_at++];
        if (word.kind == Kind::Not)
            return negated();
        if (word.kind == Kind::Open)
            return group(word);
        if (word.field.isEmpty())
            return word.value.isEmpty() ? QueryCondition() : wordCondition(word.value);
        Result<QueryCondition> condition = fieldCondition(word.field, word.value, m_nowMs);
        if (!condition)
            return fault(condition.error().detail, word);
        return std::move(*condition);
    }

    Parsed negated()
    {
        // A word such as "not" at the end is still being typed.
        if (m_at >= m_words.size() || isNext(Kind::Close) || isNext(Kind::Or))
            return QueryCondition();
        if (++m_depth > ExchangeQuery::kMaxDepth)
            return fault(Text::english("too many parentheses"), m_words[m_at]);
        Parsed inner = single();
        --m_depth;
        if (!inner || !*inner)
            return inner;
        return [condition = std::move(*inner)](const Exchange &e) { return !condition(e); };
    }

    Parsed group(const QueryWord &open)
    {
        if (++m_depth > ExchangeQuery::kMaxDepth)
            return fault(Text::english("too many parentheses"), open);
        Parsed inner = alternatives();
        --m_depth;
        if (!inner)
            return inner;
        if (!isNext(Kind::Close))
            return fault(Text::english("this parenthesis is not closed"), open);
        ++m_at;
        return inner;
    }

    std::vector<QueryWord> m_words;
    qint64 m_nowMs;
    size_t m_at = 0;
    int m_depth = 0;
};

bool isOfTime(const QueryWord &word)
{
    return word.field == QStringLiteral("since") || word.field == QStringLiteral("until");
}

} // namespace

tl::expected<ExchangeQuery, Fault> ExchangeQuery::parse(const QString &text, qint64 nowMs)
{
    if (text.size() > kMaxText)
        return tl::unexpected(Fault {Text::english("the filter is too long"), 0, text.size()});
    std::vector<QueryWord> words = queryWords(text);
    ExchangeQuery query;
    query.m_dependsOnTime = std::any_of(words.begin(), words.end(), isOfTime);
    Parsed parsed = Grammar(std::move(words), nowMs).read();
    if (!parsed)
        return tl::unexpected(std::move(parsed.error()));
    query.m_condition = std::move(*parsed);
    return query;
}

tl::expected<ExchangeQuery, Fault> ExchangeQuery::parse(const QString &text)
{
    return parse(text, QDateTime::currentMSecsSinceEpoch());
}

QStringList ExchangeQuery::suggestions()
{
    QStringList words;
    for (const QString &field : queryFieldNames())
        words << field + u':';
    for (const char *difficulty : {"easy", "medium", "hard", "needs_info"})
        words << QStringLiteral("difficulty:") + QLatin1StringView(difficulty);
    for (const char *outcome : {"routed", "reused", "kept", "skipped", "reverted"})
        words << QStringLiteral("why:") + QLatin1StringView(outcome);
    for (const RouteReason reason : allRouteReasons()) {
        if (reason != RouteReason::None)
            words << QStringLiteral("why:") + QLatin1StringView(name(reason));
    }
    for (const char *end : {"open", "complete", "failed", "cut", "client-gone"})
        words << QStringLiteral("end:") + QLatin1StringView(end);
    for (const char *example :
         {"status:>=400", "status:>=500", "ms:>1000", "ms:>10s", "since:10m", "since:1h",
          "tokens:>50k", "changed:yes", "changed:no", "failed:yes", "failed:no"})
        words << QLatin1StringView(example);
    words.sort();
    return words;
}

QString queryTerm(const QString &field, const QString &value)
{
    const bool isPlain = std::none_of(value.begin(), value.end(), [](QChar each) {
        return each.isSpace() || each == u'(' || each == u')';
    });
    QString bare = value;
    bare.remove(u'"');
    return isPlain ? field + u':' + bare : field + QStringLiteral(":\"") + bare + u'"';
}

} // namespace proxy
