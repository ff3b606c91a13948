// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/core/text.h"

#include <QStringList>

#include <utility>

namespace proxy {

namespace {

int numberOf(char digit)
{
    return digit - '0';
}

int numberOf(QChar digit)
{
    return digit.digitValue();
}

/// Appends @p sentence, each placeholder replaced by what @p append adds for its value. In one
/// pass: a value may hold "%1" itself.
template <class Out, class View, class Append> void fillIn(Out &text, View sentence, Append append)
{
    using Unit = typename View::value_type;
    const Unit mark = Unit(u'%');
    qsizetype copied = 0;
    for (qsizetype at = sentence.indexOf(mark); at >= 0 && at + 1 < sentence.size();
         at = sentence.indexOf(mark, at + 1)) {
        const Unit digit = sentence[at + 1];
        if (digit < Unit(u'1') || digit > Unit(u'9'))
            continue;
        text += sentence.sliced(copied, at - copied);
        append(numberOf(digit) - 1);
        copied = at + 2;
    }
    text += sentence.sliced(copied);
}

void appendEnglish(QByteArray &out, const Text &text)
{
    const QList<Text> &values = text.values();
    if (text.kind() == Text::Kind::Sentence && !values.isEmpty()) {
        fillIn(out, QByteArrayView(text.source()), [&out, &values](qsizetype number) {
            if (number < values.size())
                appendEnglish(out, values[number]);
        });
        return;
    }
    out += text.source();
    for (qsizetype line = 0; line < values.size(); ++line) {
        if (line > 0)
            out += '\n';
        appendEnglish(out, values[line]);
    }
}

} // namespace

Text::Text(Kind kind, QByteArray source, QList<Text> values)
    : m_source(std::move(source))
    , m_values(std::move(values))
    , m_kind(kind)
{ }

Text Text::english(const char *sentence, std::initializer_list<Value> values)
{
    QList<Text> texts;
    texts.reserve(qsizetype(values.size()));
    for (const Value &value : values)
        texts.append(value.text());
    return {Kind::Sentence, QByteArray::fromRawData(sentence, qsizetype(qstrlen(sentence))),
            std::move(texts)};
}

Text Text::words(QByteArray utf8)
{
    return {Kind::Words, std::move(utf8), {}};
}

Text Text::words(const QString &text)
{
    return words(text.toUtf8());
}

Text Text::code(const char *code)
{
    return {Kind::Code, QByteArray::fromRawData(code, qsizetype(qstrlen(code))), {}};
}

Text Text::lines(QList<Text> lines)
{
    return {Kind::Lines, {}, std::move(lines)};
}

Text Text::stored(Kind kind, QByteArray text, QList<Text> values)
{
    return {kind, std::move(text), std::move(values)};
}

QByteArray Text::utf8() const
{
    if (m_values.isEmpty())
        return m_source;
    constexpr qsizetype kUsualValue = 32;
    QByteArray text;
    text.reserve(m_source.size() + m_values.size() * kUsualValue);
    appendEnglish(text, *this);
    return text;
}

QString Text::text() const
{
    return QString::fromUtf8(utf8());
}

QString Text::text(const QString &sentence, const Speaker &speaker) const
{
    const auto valueAt = [&](qsizetype number) {
        return number < m_values.size() ? speaker(m_values[number]) : QString();
    };
    if (m_kind != Kind::Lines) {
        QString text;
        fillIn(text, QStringView(sentence),
               [&text, &valueAt](qsizetype number) { text += valueAt(number); });
        return text;
    }
    QStringList lines;
    for (qsizetype line = 0; line < m_values.size(); ++line)
        lines << valueAt(line);
    return lines.join(u'\n');
}

bool Text::operator==(const Text &other) const
{
    return m_kind == other.m_kind && m_source == other.m_source && m_values == other.m_values;
}

} // namespace proxy
