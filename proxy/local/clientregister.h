// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/namedclients.h"
#include "proxy/config/proxyconfig.h"
#include "proxy/message/request.h"
#include "proxy/platform/filestamp.h"

#include <QByteArray>
#include <QList>

#include <functional>
#include <memory>
#include <vector>

namespace proxy {

/// Whose key a request presents.
struct PresentedClient
{
    enum class State {
        Nobody, ///< no key of a named client
        Known,
        Expired,
        Revoked,
    };
    State state = State::Nobody;
    std::shared_ptr<const NamedClient> client = nullptr; ///< null: Nobody
    /// The keys of named clients that the request presents. Secret; never forwarded.
    QList<QByteArray> keys = {};
};

/// The named clients in force (LLM_PROXY_CLIENTS). Their file is looked at with every request and
/// read again when it has changed, so that a revoked key is refused at once. A file that is gone
/// has no clients; one that is wrong leaves the former ones in force. Lives on the worker thread.
class ClientRegister final
{
public:
    /// Puts the setting into force, which was checked when it was loaded.
    void apply(const ServerSettings &settings);
    /// @p changed is called when other clients have come into force.
    void setObserver(std::function<void()> changed) { m_changed = std::move(changed); }

    /// Returns whose key @p head presents. Of several the first one that is valid counts.
    [[nodiscard]] PresentedClient find(const RequestHead &head);
    /// The clients, the revoked ones too. Looks at the file.
    [[nodiscard]] const NamedClients &clients();
    /// Why the file can't be used as it is now; the former clients stay. Empty: it can.
    [[nodiscard]] const Text &problem() const { return m_problem; }
    /// Says that the clients are gone with their file; empty: they are not.
    [[nodiscard]] const Text &warning() const { return m_warning; }

private:
    void refresh();
    void read();
    [[nodiscard]] std::shared_ptr<const NamedClient> clientOf(QByteArrayView key) const;

    QString m_setting;
    QString m_file; ///< empty: the clients stand in the setting
    FileStamp m_stamp;
    NamedClients m_clients;
    Text m_problem;
    Text m_warning;
    std::function<void()> m_changed;
};

} // namespace proxy
