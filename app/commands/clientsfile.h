// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>

#include <functional>

namespace app {

/// The file of LLM_PROXY_CLIENTS while a command changes it. Entries that are not changed stay as
/// they are.
class ClientsFile final
{
public:
    explicit ClientsFile(QString path)
        : m_path(std::move(path))
    { }

    /// Adds @p client, an entry of the file with its name; a new key is made for it, of which the
    /// file gets the hash. One of that name that was revoked is replaced. Returns the key, which
    /// nobody can tell again, or an error: then the file is as it was. Blocks.
    [[nodiscard]] proxy::Result<QByteArray> add(QJsonObject client) const;
    /// Marks the client @p name as revoked. Returns an error when there is none. Blocks.
    [[nodiscard]] proxy::Result<void> revoke(const QString &name) const;

private:
    /// Changes the entries; an error of @p change, or entries that are no right ones, changes
    /// nothing.
    [[nodiscard]] proxy::Result<void>
    edit(const std::function<proxy::Result<void>(QJsonArray &)> &change) const;

    QString m_path;
};

} // namespace app
