// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/request.h"
#include "proxy/message/response.h"

#include <QByteArray>

#include <functional>
#include <optional>
#include <vector>

namespace proxy {

/// Work for a pool thread. What it returns is called on the worker thread and makes the answer.
using LocalWork = std::function<std::function<Reply()>()>;

/// What a local route says to a head, before a byte of the body is asked for.
struct LocalAdmission
{
    std::optional<Reply> refusal = std::nullopt; ///< nullopt: come in
    qint64 maxBody = 0; ///< bytes
};

/// What a local route says to a request.
struct LocalAnswer
{
    Reply reply = {};
    bool streamsEvents = false; ///< the event stream takes the client over instead
    LocalWork work = nullptr; ///< is to be done first, and makes the answer instead
};

/// The routes we answer ourselves: a table of path and method to handler, which is called on the
/// worker thread. Routes that change state, and those that cost more than a look, ask for the
/// control token. Web pages of other origins are told of /health and nothing else.
class LocalRoutes final
{
public:
    enum class Access { Open, NeedsToken };
    using Handler = std::function<Reply(const Request &)>;
    using HeavyHandler = std::function<LocalWork(Request)>;

    /// More than any order to the proxy needs.
    static constexpr qint64 kMaxBody = 4096;

    /// @p token: what "Authorization: Bearer" must carry for NeedsToken; empty: such routes are
    /// closed to everybody.
    void setControlToken(QByteArray token) { m_token = std::move(token); }
    void add(QByteArray method, QByteArray path, Access access, Handler handler);
    /// A POST route whose answer takes work; it needs the token.
    void addHeavy(QByteArray path, qint64 maxBody, HeavyHandler handler);
    /// A GET route that is a stream of events; it needs the token.
    void addEventStream(QByteArray path);

    /// GET answers HEAD too. An unknown path is a 404, another method a 405 with Allow.
    [[nodiscard]] LocalAnswer handle(Request request) const;
    /// Whether the same head will be refused, and if not, how large its body may be.
    /// @p isForeign: a web page of another origin may stand behind it.
    [[nodiscard]] LocalAdmission admit(const RequestHead &head, bool isForeign) const;

private:
    struct Route
    {
        QByteArray method;
        QByteArray path;
        Access access;
        Handler handler = nullptr;
        HeavyHandler heavy = nullptr; ///< neither of both: a stream of events
        qint64 maxBody = kMaxBody;
    };

    struct Found
    {
        const Route *route = nullptr;
        std::optional<Reply> refusal = std::nullopt;
    };

    [[nodiscard]] Found find(const RequestHead &head) const;
    [[nodiscard]] bool hasToken(const RequestHead &head) const;

    QByteArray m_token;
    std::vector<Route> m_routes;
};

} // namespace proxy
