// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/inspect/harnessenvelopes.h"

#include "proxy/json/jsonobject.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

namespace proxy {

namespace {

constexpr qsizetype kMaxMark = 256;
constexpr qsizetype kMaxEntries = 256;

tl::unexpected<Error> tableError(const QString &what)
{
    return tl::unexpected(
        Error {.code = ErrorCode::InvalidConfig,
               .detail = Text::words(QStringLiteral("harness-envelopes.json: ") + what)});
}

QByteArray mark(const QJsonObject &entry, QLatin1StringView key)
{
    const QByteArray text = entry.value(key).toString().toUtf8();
    return text.size() <= kMaxMark ? text : QByteArray();
}

Result<std::vector<QByteArray>> readTexts(const QJsonObject &root, QLatin1StringView key)
{
    std::vector<QByteArray> texts;
    const QJsonArray entries = root.value(key).toArray();
    if (!root.value(key).isArray() || entries.size() > kMaxEntries)
        return tableError(key + QStringLiteral(" must be a list of at most 256 texts"));
    for (const auto &entry : entries) {
        const QByteArray text = mark(entry.toObject(), QLatin1StringView("text"));
        if (text.isEmpty())
            return tableError(key + QStringLiteral(": an entry without a text"));
        texts.push_back(text);
    }
    return texts;
}

bool endsTagName(QByteArrayView text, qsizetype at)
{
    return at < text.size()
           && (text[at] == '>' || text[at] == ' ' || text[at] == '\n' || text[at] == '\t');
}

bool startsWithAny(QByteArrayView text, const std::vector<QByteArray> &starts)
{
    return std::any_of(starts.begin(), starts.end(),
                       [text](const QByteArray &start) { return text.startsWith(start); });
}

qsizetype afterBlanks(QByteArrayView text, qsizetype at)
{
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t'))
        ++at;
    return at;
}

/// Where the text of the next line begins.
qsizetype nextLine(QByteArrayView text, qsizetype from)
{
    const qsizetype feed = text.indexOf('\n', from);
    return feed < 0 ? text.size() : afterBlanks(text, feed + 1);
}

} // namespace

Result<HarnessEnvelopes> HarnessEnvelopes::fromJson(const QByteArray &json)
{
    const auto read = readJsonObject(json);
    if (!read)
        return tableError(read.error().what.text());
    const QJsonObject &root = *read;
    HarnessEnvelopes table;
    const QJsonValue spans = root.value(QLatin1StringView("spans"));
    if (!spans.isArray() || spans.toArray().size() > kMaxEntries)
        return tableError(QStringLiteral("spans must be a list of at most 256 entries"));
    for (const auto &entry : spans.toArray()) {
        auto span = readSpan(entry.toObject());
        if (!span)
            return tl::unexpected(span.error());
        table.m_spans.push_back(std::move(*span));
    }
    const std::array<std::pair<QLatin1StringView, std::vector<QByteArray> *>, 3> lists {{
        {QLatin1StringView("wholeTexts"), &table.m_wholeTexts},
        {QLatin1StringView("prefixes"), &table.m_prefixes},
        {QLatin1StringView("volatileSystemPrefixes"), &table.m_volatileSystemPrefixes},
    }};
    for (const auto &[key, list] : lists) {
        auto texts = readTexts(root, key);
        if (!texts)
            return tl::unexpected(texts.error());
        *list = std::move(*texts);
    }
    const QJsonArray marks = root.value(QLatin1StringView("planMarks")).toArray();
    if (marks.size() > kMaxEntries)
        return tableError(QStringLiteral("planMarks must be a list of at most 256 entries"));
    for (const auto &entry : marks) {
        const QByteArray tag = mark(entry.toObject(), QLatin1StringView("tag"));
        const QByteArray text = mark(entry.toObject(), QLatin1StringView("text"));
        if (tag.isEmpty() || text.isEmpty())
            return tableError(QStringLiteral("planMarks: an entry without tag or text"));
        table.m_planMarks.push_back({.open = '<' + tag + '>', .text = text});
    }
    table.noteFirstBytes();
    return table;
}

Result<HarnessEnvelopes::Span> HarnessEnvelopes::readSpan(const QJsonObject &entry)
{
    Span span;
    span.keepsContent = entry.value(QLatin1StringView("keepsContent")).toBool();
    const QByteArray tag = mark(entry, QLatin1StringView("tag"));
    if (tag.isEmpty()) {
        span.open = mark(entry, QLatin1StringView("open"));
        span.close = mark(entry, QLatin1StringView("close"));
    } else {
        const QByteArray closeTag = mark(entry, QLatin1StringView("closeTag"));
        span.isTag = true;
        span.open = '<' + tag;
        span.close = "</" + (closeTag.isEmpty() ? tag : closeTag) + '>';
    }
    if (span.open.isEmpty() || span.close.isEmpty())
        return tableError(QStringLiteral("spans: an entry without tag or open and close"));
    return span;
}

void HarnessEnvelopes::noteFirstBytes()
{
    const auto note = [this](const QByteArray &text) {
        m_mayBegin[static_cast<unsigned char>(text.front())] = true;
    };
    for (const Span &span : m_spans)
        note(span.open);
    m_mayBeginSpan = m_mayBegin;
    for (const QByteArray &text : m_wholeTexts)
        note(text);
    for (const QByteArray &text : m_prefixes)
        note(text);
}

bool HarnessEnvelopes::isVolatileSystemText(QByteArrayView text) const
{
    return startsWithAny(text, m_volatileSystemPrefixes);
}

std::optional<bool> HarnessEnvelopes::tellsPlanMode(QByteArrayView raw) const
{
    std::optional<bool> told;
    for (const PlanMark &mark : m_planMarks) {
        if (!raw.startsWith(mark.open))
            continue;
        QByteArrayView content = raw.sliced(mark.open.size());
        while (content.startsWith("\\n"))
            content = content.sliced(2);
        told = told.value_or(false) || content.trimmed().startsWith(mark.text);
    }
    return told;
}

const HarnessEnvelopes::Span *HarnessEnvelopes::spanAt(QByteArrayView text, qsizetype at) const
{
    if (!m_mayBeginSpan[static_cast<unsigned char>(text[at])])
        return nullptr;
    const QByteArrayView rest = text.sliced(at);
    for (const Span &span : m_spans) {
        if (rest.startsWith(span.open) && (!span.isTag || endsTagName(rest, span.open.size())))
            return &span;
    }
    return nullptr;
}

/// An envelope may hold its own kind: the closing mark that balances counts. Without balance the
/// last one does, so that one scan is enough for all further openings.
qsizetype HarnessEnvelopes::endOfSpan(QByteArrayView text, qsizetype begin, const Span &span)
{
    int depth = 1;
    qsizetype lastClose = -1;
    qsizetype at = begin + span.open.size();
    qsizetype nextOpen = text.indexOf(span.open, at);
    for (;;) {
        const qsizetype close = text.indexOf(span.close, at);
        if (close < 0)
            return lastClose;
        lastClose = close + span.close.size();
        while (nextOpen >= 0 && nextOpen < close) {
            // Only an opening at the start of a line is one; in a sentence it is a mention.
            const bool startsLine = text[nextOpen - 1] == '\n';
            depth += startsLine ? 1 : 0;
            nextOpen = text.indexOf(span.open, nextOpen + span.open.size());
        }
        at = lastClose;
        if (--depth == 0)
            return at;
    }
}

QByteArray HarnessEnvelopes::typedPart(QByteArrayView text) const
{
    const QByteArrayView whole = text.trimmed();
    if (startsWithAny(whole, m_prefixes)
        || std::find(m_wholeTexts.begin(), m_wholeTexts.end(), whole) != m_wholeTexts.end())
        return {};
    QByteArray typed;
    std::vector<const Span *> unclosed;
    qsizetype kept = 0;
    qsizetype at = 0;
    while (at < whole.size()) {
        const Span *span = spanAt(whole, at);
        if (!span || std::find(unclosed.begin(), unclosed.end(), span) != unclosed.end()) {
            at = nextLine(whole, at);
            continue;
        }
        const qsizetype end = endOfSpan(whole, at, *span);
        if (end < 0) {
            unclosed.push_back(span);
            continue;
        }
        typed.append(whole.sliced(kept, at - kept));
        if (span->keepsContent)
            typed.append(contentOf(whole.sliced(at, end - at), *span));
        kept = end;
        at = afterBlanks(whole, end);
    }
    if (kept == 0)
        return whole.toByteArray();
    typed.append(whole.sliced(kept));
    return typed.trimmed();
}

QByteArrayView HarnessEnvelopes::contentOf(QByteArrayView envelope, const Span &span)
{
    const qsizetype begin = span.isTag ? envelope.indexOf('>') + 1 : span.open.size();
    const qsizetype end = envelope.size() - span.close.size();
    return begin > 0 && begin <= end ? envelope.sliced(begin, end - begin) : QByteArrayView();
}

} // namespace proxy
