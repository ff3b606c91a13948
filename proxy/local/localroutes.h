// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/request.h"
#include "proxy/message/response.h"

#include <QByteArray>

#include <functional>
#include <vector>

namespace proxy {

/// What a local route says to a request.
struct LocalAnswer
{
    Reply reply = {};
    bool streamsEvents = false; ///< the event stream takes the client over instead
};

/// The routes we answer ourselves: a table of path and method to handler. Handlers answer at
/// once, on the worker thread. Routes that change state ask for the control token.
class LocalRoutes final
{
public:
    enum class Access { Open, NeedsToken };
    using Handler = std::function<Reply(const Request &)>;

    /// @p token: what "Authorization: Bearer" must carry for NeedsToken; empty: such routes are
    /// closed to everybody.
    void setControlToken(QByteArray token) { m_token = std::move(token); }
    void add(QByteArray method, QByteArray path, Access access, Handler handler);
    /// A GET route that is a stream of events; it needs the token.
    void addEventStream(QByteArray path);

    /// GET answers HEAD too. An unknown path is a 404, another method a 405 with Allow.
    [[nodiscard]] LocalAnswer handle(const Request &request) const;

private:
    struct Route
    {
        QByteArray method;
        QByteArray path;
        Access access;
        Handler handler; ///< none: a stream of events
    };

    [[nodiscard]] bool hasToken(const RequestHead &head) const;

    QByteArray m_token;
    std::vector<Route> m_routes;
};

} // namespace proxy
