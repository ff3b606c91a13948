// SPDX-License-Identifier: LicenseRef-Private
#include "ui/connect/jsonedit.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <optional>

namespace ui {

namespace {

constexpr int kMaxDepth = 100;

proxy::Error broken(const char *why)
{
    return {.code = proxy::ErrorCode::InvalidConfig,
            .detail = proxy::Text::words(QCoreApplication::translate("AgentSetup", why))};
}

/// Walks over JSON with comments; false from any step means: not JSON.
class Scanner
{
public:
    explicit Scanner(const QByteArray &text)
        : m_text(text)
    { }

    [[nodiscard]] qsizetype at() const { return m_at; }
    [[nodiscard]] char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    bool take(char wanted)
    {
        if (peek() != wanted)
            return false;
        ++m_at;
        return true;
    }

    void skipSpace()
    {
        for (;;) {
            if (QByteArrayView(" \t\r\n").contains(peek()) && m_at < m_text.size())
                ++m_at;
            else if (m_text.sliced(m_at).startsWith("//"))
                m_at = end("\n", 0);
            else if (m_text.sliced(m_at).startsWith("/*"))
                m_at = end("*/", 2);
            else
                return;
        }
    }

    std::optional<QByteArray> string()
    {
        const qsizetype begin = m_at;
        if (!take('"'))
            return std::nullopt;
        while (m_at < m_text.size() && peek() != '"')
            m_at += peek() == '\\' ? 2 : 1;
        if (!take('"'))
            return std::nullopt;
        const QByteArray quoted = '[' + m_text.mid(begin, m_at - begin) + ']';
        return QJsonDocument::fromJson(quoted).array().first().toString().toUtf8();
    }

    bool skipValue(int depth = 0)
    {
        if (depth > kMaxDepth)
            return false;
        if (peek() == '"')
            return string().has_value();
        if (peek() == '{' || peek() == '[')
            return skipNested(depth);
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && !QByteArrayView(",]} \t\r\n/").contains(peek()))
            ++m_at;
        return m_at > begin;
    }

private:
    [[nodiscard]] qsizetype end(const char *mark, qsizetype from) const
    {
        const qsizetype found = m_text.indexOf(mark, m_at + from);
        return found < 0 ? m_text.size() : found + static_cast<qsizetype>(qstrlen(mark));
    }

    bool skipNested(int depth)
    {
        const bool isObject = peek() == '{';
        const char close = isObject ? '}' : ']';
        ++m_at;
        for (skipSpace(); !take(close); skipSpace()) {
            if (isObject) {
                if (!string())
                    return false;
                skipSpace();
                if (!take(':'))
                    return false;
                skipSpace();
            }
            if (!skipValue(depth + 1))
                return false;
            skipSpace();
            if (!take(',') && peek() != close)
                return false;
        }
        return true;
    }

    const QByteArray &m_text;
    qsizetype m_at = 0;
};

struct Member
{
    qsizetype valueBegin = -1; ///< -1: the object has no such member
    qsizetype valueEnd = 0;
    qsizetype objectOpen = 0; ///< after its brace
    qsizetype lastValueEnd = -1; ///< -1: the object is empty
    bool endsWithComma = false;
    qsizetype objectClose = 0; ///< its closing brace
};

std::optional<Member> findMember(const QByteArray &text, qsizetype object, const QByteArray &key)
{
    const QByteArray rest = text.mid(object);
    Scanner scan(rest);
    Member member;
    if (!scan.take('{'))
        return std::nullopt;
    member.objectOpen = object + scan.at();
    for (scan.skipSpace(); scan.peek() != '}'; scan.skipSpace()) {
        const auto name = scan.string();
        scan.skipSpace();
        if (!name || !scan.take(':'))
            return std::nullopt;
        scan.skipSpace();
        const qsizetype begin = scan.at();
        if (!scan.skipValue())
            return std::nullopt;
        member.lastValueEnd = object + scan.at();
        if (*name == key) {
            member.valueBegin = object + begin;
            member.valueEnd = object + scan.at();
        }
        scan.skipSpace();
        member.endsWithComma = scan.take(',');
        if (member.endsWithComma)
            member.lastValueEnd = object + scan.at();
        else if (scan.peek() != '}')
            return std::nullopt;
    }
    member.objectClose = object + scan.at();
    return member;
}

QByteArray quoted(const QByteArray &text)
{
    const QByteArray array =
        QJsonDocument(QJsonArray {QString::fromUtf8(text)}).toJson(QJsonDocument::Compact);
    return array.mid(1, array.size() - 2);
}

/// `"a": {` newline … for the part of the path that is missing.
QByteArray fresh(const QByteArrayList &path, const QByteArray &value, qsizetype indent)
{
    const QByteArray space(indent, ' ');
    if (path.size() == 1)
        return space + quoted(path.first()) + ": " + quoted(value);
    return space + quoted(path.first()) + ": {\n" + fresh(path.mid(1), value, indent + 2) + '\n'
           + space + '}';
}

QByteArray withNewMember(QByteArray text, const Member &object, const QByteArray &member,
                         qsizetype closeIndent)
{
    if (object.lastValueEnd >= 0) {
        const QByteArray comma = object.endsWithComma ? QByteArray() : QByteArray(",");
        return text.insert(object.lastValueEnd, comma + '\n' + member);
    }
    const QByteArray inner = text.mid(object.objectOpen, object.objectClose - object.objectOpen);
    const bool hasComment = !inner.trimmed().isEmpty();
    if (!hasComment)
        text.remove(object.objectOpen, inner.size());
    return text.insert(object.objectOpen, '\n' + member + '\n' + QByteArray(closeIndent, ' '));
}

} // namespace

proxy::Result<QByteArray> withJsonString(const QByteArray &text, const QByteArrayList &path,
                                         const QByteArray &value)
{
    if (text.trimmed().isEmpty())
        return "{\n" + fresh(path, value, 2) + "\n}\n";
    Scanner whole(text);
    whole.skipSpace();
    qsizetype object = whole.at();
    if (!whole.skipValue())
        return tl::make_unexpected(broken(QT_TRANSLATE_NOOP("AgentSetup", "it is not valid JSON")));
    whole.skipSpace();
    if (whole.at() != text.size())
        return tl::make_unexpected(broken(QT_TRANSLATE_NOOP("AgentSetup", "it is not valid JSON")));
    for (qsizetype depth = 0; depth < path.size(); ++depth) {
        const auto member = findMember(text, object, path[depth]);
        if (!member)
            return tl::make_unexpected(
                broken(QT_TRANSLATE_NOOP("AgentSetup", "a part that must be an object is none")));
        if (member->valueBegin < 0)
            return withNewMember(text, *member, fresh(path.mid(depth), value, 2 * (depth + 1)),
                                 2 * depth);
        if (depth + 1 == path.size()) {
            QByteArray changed = text;
            return changed.replace(member->valueBegin, member->valueEnd - member->valueBegin,
                                   quoted(value));
        }
        object = member->valueBegin;
    }
    return text;
}

} // namespace ui
