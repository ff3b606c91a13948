// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/budgetrules.h"
#include "proxy/config/proxyconfig.h"
#include "proxy/core/error.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace proxy {

/// One client of LLM_PROXY_CLIENTS: a person or a program with a key of its own. Plain value; it
/// holds no key, only its hash.
struct NamedClient
{
    QByteArray name;
    QByteArray keyHash; ///< SHA-256 of the key, 32 bytes
    bool isNeverRouted = false; ///< policy "off"
    std::optional<RoutePolicy> policy; ///< nullopt: MORPH_ROUTER_POLICY
    QList<QByteArray> models; ///< patterns of the models it may use; empty: all
    std::optional<BudgetRule> budget;
    std::optional<qint64> expiresAtMs; ///< Unix time from which the key is refused
    bool isRevoked = false;

    [[nodiscard]] bool hasExpired(qint64 nowMs) const
    {
        return expiresAtMs && nowMs >= *expiresAtMs;
    }
};

using NamedClients = std::vector<std::shared_ptr<const NamedClient>>;

/// The most clients that a list may have.
inline constexpr qsizetype kMostNamedClients = 1000;
/// The largest file of clients, in bytes.
inline constexpr qint64 kMaxClientsFile = 1024 * 1024;

/// Whether LLM_PROXY_CLIENTS has the clients in itself. Else it is the path of their file.
[[nodiscard]] bool isInlineClients(const QString &setting);

/// Reads clients: JSON, `{"clients": [...]}` or the array alone, as files have it; or
/// `name:key,name:key`. resources/manual/teams.md has the fields. Returns an error that
/// names the entry and its wrong word; it never quotes a key. It begins with @p path and the line
/// where the text is that file's.
[[nodiscard]] Result<NamedClients> parseNamedClients(const QByteArray &text,
                                                     const QString &path = {});

/// A file of clients as it was read.
struct ClientsFile
{
    QByteArray text; ///< empty: there is no such file
    bool isOpenToGroup = false; ///< the group may read it
};

/// Says that nobody can be let in by that file.
[[nodiscard]] Text noClientsYet(const QString &file);

/// Reads the file of clients. Returns an error when it can't be read, is too large, or can be read
/// by everybody. Blocks.
[[nodiscard]] Result<ClientsFile> readClientsFile(const QString &path);

/// Returns the hash of a key that NamedClient::keyHash is compared with.
[[nodiscard]] QByteArray clientKeyHash(QByteArrayView key);
/// Returns how a file writes that hash: "sha256:" and 64 hex digits.
[[nodiscard]] QByteArray writtenKeyHash(const QByteArray &hash);

/// Accepts the name of a client: a word of letters, digits, '-', '_' and '.', and nothing that
/// could be the fingerprint of a key.
[[nodiscard]] Result<QByteArray> checkedClientName(const QString &text);

/// Reads when a key expires: a day (its beginning, local time) or an ISO 8601 time. Returns a Unix
/// time in milliseconds.
[[nodiscard]] Result<qint64> parseExpiry(const QString &text);

} // namespace proxy
