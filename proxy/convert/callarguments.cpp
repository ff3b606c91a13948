// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/callarguments.h"

#include "proxy/json/jsonstring.h"
#include "proxy/json/jsontree.h"
#include "proxy/json/jsonwriter.h"

namespace proxy {

namespace {

bool isBlankByte(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

bool isBlankText(QByteArrayView text)
{
    return std::all_of(text.begin(), text.end(), isBlankByte);
}

QByteArray escaped(QByteArrayView plain)
{
    QByteArray out;
    appendJsonEscaped(out, plain);
    return out;
}

} // namespace

bool CallArguments::add(QByteArrayView quoted, QByteArray &ready)
{
    if (quoted.contains('\\'))
        return addPlain(unescaped(quoted), quoted, ready);
    return addPlain(quoted, quoted, ready);
}

bool CallArguments::addPlain(QByteArrayView plain, QByteArrayView quoted, QByteArray &ready)
{
    if (m_isComplete) {
        if (isBlankText(plain) || plain == m_plain)
            return true;
        // Some servers say {} before they know better.
        if (!isEmptyObject() || plain.trimmed().front() != '{')
            return false;
        *this = CallArguments();
    }
    const qsizetype end = scan(plain);
    if (end < plain.size() && !isBlankText(plain.sliced(end))) {
        const QByteArray rest = plain.sliced(end).toByteArray();
        const QByteArray head = plain.first(end).toByteArray();
        m_plain += head;
        m_held += escaped(head);
        if (m_first == '{' && !isEmptyObject())
            ready += std::exchange(m_held, {});
        return addPlain(rest, escaped(rest), ready);
    }
    m_plain += plain;
    m_held += quoted;
    const bool mayBeEmpty = m_isComplete ? isEmptyObject() : m_plain.trimmed() == "{";
    if (m_first == '{' && !mayBeEmpty)
        ready += std::exchange(m_held, {});
    return true;
}

CallArguments::End CallArguments::finish(QByteArray &ready)
{
    if (m_first == 0)
        return End::Whole;
    if (m_first == '{') {
        ready += std::exchange(m_held, {});
        if (!m_isComplete)
            return End::Open;
        JsonTree tree;
        return tree.parse(m_plain) && tree.root().isObject() ? End::Whole : End::NoJson;
    }
    m_held.clear();
    if (const std::optional<QByteArray> object = objectOfArguments(m_plain)) {
        appendJsonEscaped(ready, *object);
        return End::Whole;
    }
    QByteArray wrapped;
    JsonWriter(wrapped).beginObject().field("arguments", m_plain).endObject();
    appendJsonEscaped(ready, wrapped);
    return End::Wrapped;
}

/// How many bytes of @p plain belong to the object, as far as it is complete then.
qsizetype CallArguments::scan(QByteArrayView plain)
{
    for (qsizetype at = 0; at < plain.size(); ++at) {
        const char byte = plain.at(at);
        if (m_first == 0 && !isBlankByte(byte))
            m_first = byte;
        if (m_first != '{')
            continue;
        scanByte(byte);
        if (m_isComplete)
            return at + 1;
    }
    return plain.size();
}

void CallArguments::scanByte(char byte)
{
    if (m_isEscaping) {
        m_isEscaping = false;
    } else if (m_isInString) {
        m_isEscaping = byte == '\\';
        m_isInString = byte != '"';
    } else if (byte == '"') {
        m_isInString = true;
    } else if (byte == '{' || byte == '[') {
        ++m_depth;
    } else if ((byte == '}' || byte == ']') && m_depth > 0) {
        m_isComplete = --m_depth == 0;
    }
}

bool CallArguments::isEmptyObject() const
{
    const QByteArrayView text = QByteArrayView(m_plain).trimmed();
    return m_isComplete && text.size() >= 2 && isBlankText(text.sliced(1, text.size() - 2));
}

std::optional<QByteArray> objectOfArguments(const QByteArray &text)
{
    if (isBlankText(text))
        return QByteArray("{}");
    JsonTree tree;
    if (!tree.parse(text))
        return std::nullopt;
    if (tree.root().isObject())
        return tree.root().raw().toByteArray();
    if (tree.root().isNothing())
        return QByteArray("{}");
    // Encoded twice.
    if (!tree.root().isString())
        return std::nullopt;
    const QByteArray inner = tree.root().text();
    if (isBlankText(inner))
        return QByteArray("{}");
    if (!tree.parse(inner) || !tree.root().isObject())
        return std::nullopt;
    return tree.root().raw().toByteArray();
}

} // namespace proxy
