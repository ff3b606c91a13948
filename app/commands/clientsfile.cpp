// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/clientsfile.h"

#include "proxy/config/namedclients.h"
#include "proxy/core/atomicfile.h"
#include "proxy/json/jsonobject.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLockFile>
#include <QRandomGenerator>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace app {

namespace {

using namespace Qt::StringLiterals;

constexpr int kLockWaitMs = 5000;

proxy::Error failure(const QString &detail)
{
    return {.detail = proxy::Text::words(detail)};
}

/// 256 random bits.
QByteArray newKey()
{
    std::array<quint32, 8> random {};
    QRandomGenerator::system()->fillRange(random.data(), qsizetype(random.size()));
    const QByteArray bytes(reinterpret_cast<const char *>(random.data()),
                           qsizetype(random.size() * sizeof(quint32)));
    return "llmp-" + bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

/// What a person wrote as an array alone stays readable.
QJsonArray entriesOf(const QByteArray &text)
{
    const QByteArray trimmed = text.trimmed();
    if (trimmed.startsWith('['))
        return QJsonDocument::fromJson(trimmed).array();
    return proxy::readJsonObject(trimmed).value_or(QJsonObject())[u"clients"].toArray();
}

qsizetype indexOf(const QJsonArray &entries, const QString &name)
{
    for (qsizetype at = 0; at < entries.size(); ++at) {
        if (entries[at][u"name"].toString() == name)
            return at;
    }
    return -1;
}

} // namespace

proxy::Result<QByteArray> ClientsFile::add(QJsonObject client) const
{
    const QString name = client[u"name"].toString();
    if (const auto checked = proxy::checkedClientName(name); !checked)
        return tl::make_unexpected(checked.error());
    const QByteArray key = newKey();
    client[u"key"] = QString::fromLatin1(proxy::writtenKeyHash(proxy::clientKeyHash(key)));
    const auto added = edit([&](QJsonArray &entries) -> proxy::Result<void> {
        const qsizetype known = indexOf(entries, name);
        if (known < 0)
            entries.append(client);
        else if (entries[known][u"revoked"].toBool())
            entries[known] = client;
        else
            return tl::make_unexpected(
                failure(u"there is a client %1 already; revoke it for a new key"_s.arg(name)));
        return {};
    });
    if (!added)
        return tl::make_unexpected(added.error());
    return key;
}

proxy::Result<void> ClientsFile::revoke(const QString &name) const
{
    return edit([&](QJsonArray &entries) -> proxy::Result<void> {
        const qsizetype known = indexOf(entries, name);
        if (known < 0)
            return tl::make_unexpected(failure(u"there is no client %1"_s.arg(name)));
        QJsonObject client = entries[known].toObject();
        client[u"revoked"] = true;
        entries[known] = client;
        return {};
    });
}

proxy::Result<void>
ClientsFile::edit(const std::function<proxy::Result<void>(QJsonArray &)> &change) const
{
    if (const QString folder = QFileInfo(m_path).absolutePath(); !QFileInfo(folder).isDir())
        return tl::make_unexpected(
            failure(u"the folder %1 of LLM_PROXY_CLIENTS is not there: make it first "
                    "(mkdir -p %1)"_s.arg(folder)));
    QLockFile lock(m_path + u".lock"_s);
    if (!lock.tryLock(kLockWaitMs))
        return tl::make_unexpected(failure(u"%1 can't be locked: %2"_s.arg(
            lock.fileName(), lock.error() == QLockFile::LockFailedError
                                 ? u"another command has it"_s
                                 : QString::fromLocal8Bit(std::strerror(errno)))));
    const auto file = proxy::readClientsFile(m_path);
    if (!file)
        return tl::make_unexpected(file.error());
    if (const auto known = proxy::parseNamedClients(file->text, m_path); !known)
        return tl::make_unexpected(known.error());
    QJsonArray entries = entriesOf(file->text);
    if (const auto changed = change(entries); !changed)
        return changed;
    const QByteArray text =
        QJsonDocument(QJsonObject {{u"clients"_s, entries}}).toJson(QJsonDocument::Indented);
    if (const auto valid = proxy::parseNamedClients(text); !valid)
        return tl::make_unexpected(valid.error());
    return proxy::writeFileAtomically(m_path, text);
}

} // namespace app
