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

bool tellsObject(const QByteArray &text)
{
    JsonTree tree;
    return tree.parse(text) && tree.root().isObject();
}

bool isControl(char byte)
{
    return static_cast<unsigned char>(byte) < 0x20;
}

} // namespace

bool CallArguments::add(QByteArrayView quoted, QByteArray &ready)
{
    if (!quoted.contains('\\'))
        return addPlain(quoted, quoted, ready);
    const QByteArray plain = unescaped(quoted);
    if (std::none_of(plain.begin(), plain.end(), isControl))
        return addPlain(plain, quoted, ready);
    const QByteArray fine = mended(plain);
    return fine == plain ? addPlain(plain, quoted, ready) : addPlain(fine, escaped(fine), ready);
}

/// @p plain with its control characters inside strings escaped.
QByteArray CallArguments::mended(QByteArrayView plain) const
{
    QByteArray out;
    CallArguments scanner;
    if (!m_isComplete) {
        scanner.m_first = m_first;
        scanner.m_depth = m_depth;
        scanner.m_isInString = m_isInString;
        scanner.m_isEscaping = m_isEscaping;
    }
    for (const char byte : plain) {
        if (scanner.m_isInString && !scanner.m_isEscaping && isControl(byte))
            appendJsonEscaped(out, QByteArrayView(&byte, 1));
        else
            out += byte;
        static_cast<void>(scanner.scan(QByteArrayView(&byte, 1)));
        if (scanner.m_isComplete)
            scanner = CallArguments();
    }
    return out;
}

bool CallArguments::addPlain(QByteArrayView plain, QByteArrayView quoted, QByteArray &ready)
{
    if (m_isBroken)
        return true;
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
        m_isBroken = !tellsObject(m_plain);
        if (m_isBroken)
            return true;
        if (m_first == '{' && !isEmptyObject())
            ready += std::exchange(m_held, {});
        return addPlain(rest, escaped(rest), ready);
    }
    m_plain += plain;
    m_held += quoted;
    m_isBroken = m_isComplete && !tellsObject(m_plain);
    if (m_isBroken)
        return true;
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
        if (!m_isBroken)
            ready += std::exchange(m_held, {});
        if (!m_isComplete)
            return End::Open;
        return m_isBroken ? End::NoJson : End::Whole;
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
