// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/dotenvfile.h"

#include "proxy/core/error.h"

#include <QStringDecoder>
#include <QStringList>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace proxy {
namespace {

tl::unexpected<Error> wrongLine(Text detail)
{
    return tl::unexpected(Error {.code = ErrorCode::InvalidConfig, .detail = std::move(detail)});
}

bool isName(QStringView name)
{
    const auto isLetter = [](QChar c) {
        return (c >= u'A' && c <= u'Z') || (c >= u'a' && c <= u'z') || c == u'_';
    };
    return !name.isEmpty() && isLetter(name.front())
           && std::all_of(name.begin(), name.end(),
                          [&](QChar c) { return isLetter(c) || (c >= u'0' && c <= u'9'); });
}

QChar unescaped(QChar c)
{
    switch (c.unicode()) {
    case u'n':
        return u'\n';
    case u't':
        return u'\t';
    case u'r':
        return u'\r';
    default:
        return c;
    }
}

/// What may follow a closing quote: nothing, or a comment.
Result<QString> ended(QString value, QStringView rest)
{
    const QStringView tail = rest.trimmed();
    if (!tail.isEmpty() && (!tail.startsWith(u'#') || !rest.front().isSpace()))
        return wrongLine(Text::english("text after the closing quote"));
    return value;
}

Result<QString> singleQuoted(QStringView text)
{
    const qsizetype end = text.indexOf(u'\'', 1);
    if (end < 0)
        return wrongLine(Text::english("the closing quote is missing"));
    return ended(text.mid(1, end - 1).toString(), text.mid(end + 1));
}

Result<QString> doubleQuoted(QStringView text)
{
    QString value;
    for (qsizetype i = 1; i < text.size(); ++i) {
        const QChar c = text.at(i);
        if (c == u'"')
            return ended(value, text.mid(i + 1));
        if (c != u'\\' || i + 1 == text.size()) {
            value += c;
            continue;
        }
        const QChar next = text.at(++i);
        if (!u"ntr\"\\$"_s.contains(next))
            value += c;
        value += unescaped(next);
    }
    return wrongLine(Text::english("the closing quote is missing"));
}

QString bare(QStringView text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text.at(i) == u'#' && (i == 0 || text.at(i - 1).isSpace()))
            return text.left(i).trimmed().toString();
    }
    return text.trimmed().toString();
}

Result<QString> valueOf(QStringView text)
{
    if (text.startsWith(u'\''))
        return singleQuoted(text);
    if (text.startsWith(u'"'))
        return doubleQuoted(text);
    return bare(text);
}

void parseLine(QStringView line, int number, DotEnvFile &file)
{
    QStringView text = line.trimmed();
    if (text.isEmpty() || text.startsWith(u'#'))
        return;
    if (text.startsWith("export"_L1) && text.size() > 6 && text.at(6).isSpace())
        text = text.mid(7).trimmed();
    const qsizetype equals = text.indexOf(u'=');
    const QStringView key = text.left(std::max<qsizetype>(equals, 0)).trimmed();
    if (equals < 0 || !isName(key)) {
        file.faults.push_back({{}, Text::english("is not of the form KEY=value"), number});
        return;
    }
    const auto value = valueOf(text.mid(equals + 1).trimmed());
    if (!value)
        file.faults.push_back({key.toString(), value.error().detail, number});
    else if (value->contains(QChar::Null))
        file.faults.push_back({key.toString(), Text::english("holds a NUL"), number});
    else
        file.entries.push_back({key.toString(), *value, number});
}

} // namespace

DotEnvFile parseDotEnv(const QByteArray &content)
{
    DotEnvFile file;
    QStringDecoder decoder(QStringDecoder::Utf8);
    QString text = decoder(content);
    if (decoder.hasError()) {
        file.faults.push_back({{}, Text::english("is not UTF-8"), 1});
        return file;
    }
    int number = 0;
    for (const QStringView line : QStringView(text).split(u'\n'))
        parseLine(line, ++number, file);
    return file;
}

} // namespace proxy
