// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/identifiers.h"

#include "proxy/json/jsonstring.h"

#include <QCryptographicHash>

#include <algorithm>

namespace proxy {

namespace {

constexpr qsizetype kDigestBytes = 10;
constexpr qsizetype kMaxChatId = 40;

QByteArray digest(const QByteArray &text)
{
    return QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex();
}

bool isNameByte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
           || (byte >= '0' && byte <= '9') || byte == '_' || byte == '-';
}

} // namespace

QByteArray ToolNames::sent(QByteArrayView name)
{
    const qsizetype limit = m_upstream == Of::OpenAi ? 64 : 128;
    const bool isFine =
        m_upstream == Of::OpenAi || std::all_of(name.begin(), name.end(), isNameByte);
    if (isFine && name.size() <= limit)
        return name.toByteArray();
    QByteArray tame = unescaped(name).left(limit - kDigestBytes - 1);
    for (char &byte : tame) {
        if (!isNameByte(byte))
            byte = '_';
    }
    tame += '_' + digest(name.toByteArray()).left(kDigestBytes);
    m_renamed.insert(tame, name.toByteArray());
    return tame;
}

ToolNames::Known ToolNames::define(const QByteArray &sent, const Definition &definition)
{
    const auto known = m_defined.constFind(sent);
    if (known != m_defined.cend())
        return *known == definition ? Known::Same : Known::Otherwise;
    m_defined.insert(sent, definition);
    return Known::No;
}

QByteArray CallIds::unique(const QByteArray &told, QByteArrayView answerId)
{
    const bool isMade = told.isEmpty();
    const QByteArray stem = isMade ? "call_" + answerId.toByteArray() : told;
    int &uses = m_uses[stem];
    QByteArray id;
    do {
        // "a", "a_2", "a_3"; made ones from "call_…_0" on.
        id = isMade      ? stem + '_' + QByteArray::number(uses)
             : uses == 0 ? stem
                         : stem + '_' + QByteArray::number(uses + 1);
        ++uses;
    } while (m_taken.contains(id));
    m_taken.insert(id);
    return id;
}

QByteArray chatToolId(QByteArrayView quoted)
{
    if (quoted.size() <= kMaxChatId)
        return quoted.toByteArray();
    const QByteArray prefix = "call_";
    return prefix + digest(unescaped(quoted)).left(kMaxChatId - prefix.size());
}

QByteArray opaqueUser(const QByteArray &user, qsizetype limit)
{
    if (user.size() <= limit && !user.contains('@'))
        return user;
    return digest(user).left(limit);
}

} // namespace proxy
