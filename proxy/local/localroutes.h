// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/request.h"
#include "proxy/message/response.h"

#include <QByteArray>

#include <functional>
#include <optional>
#include <vector>

namespace proxy {

/// Work for a pool thread. It returns a function that is then called on the worker thread and makes
/// the answer.
using LocalWork = std::function<std::function<Reply()>()>;

/// Makes the answer later, on the worker thread: calls the function that it gets exactly once,
/// never within its own call.
using LocalLater = std::function<void(std::function<void(const Reply &)>)>;

/// Whether a local route accepts a request, decided by the head before the body is read.
struct LocalAdmission
{
    /// The answer to a refused request; nullopt: accepted.
    std::optional<Reply> refusal = std::nullopt;
    qint64 maxBody = 0; ///< size limit of the body, in bytes
};

/// How a local route answers a request.
struct LocalAnswer
{
    Reply reply = {};
    bool streamsEvents = false; ///< true: the client becomes a reader of the event stream instead
    LocalWork work = nullptr; ///< not null: this work makes the answer instead
    LocalLater later = nullptr; ///< not null: this makes the answer instead
};

/// The routes that the proxy answers itself: a table from method and path to a handler, which is
/// called on the worker thread. Routes that change something or cost much need the control token. A
/// web page of another origin may use /health only.
class LocalRoutes final
{
public:
    enum class Access { Open, NeedsToken };
    using Handler = std::function<Reply(const Request &)>;
    using HeavyHandler = std::function<LocalWork(Request)>;
    using PatientHandler = std::function<LocalAnswer(const Request &)>;

    /// Default size limit of a request's body.
    static constexpr qint64 kMaxBody = 4096;

    /// Sets the token that "Authorization: Bearer" must have for Access::NeedsToken. An empty token
    /// closes those routes.
    void setControlToken(QByteArray token) { m_token = std::move(token); }
    /// Whether a request presents that token.
    [[nodiscard]] bool hasToken(const RequestHead &head) const;
    void add(QByteArray method, QByteArray path, Access access, Handler handler);
    /// Adds a route whose handler gives work to a pool thread. It needs the token.
    void addHeavy(QByteArray method, QByteArray path, HeavyHandler handler,
                  qint64 maxBody = kMaxBody);
    /// Adds a POST route whose answer may need a moment (LocalAnswer::later). It needs the token.
    void addPatient(QByteArray path, PatientHandler handler);
    /// Adds a GET route that is an event stream. It needs the token.
    void addEventStream(QByteArray path);

    /// Answers a request. A GET route answers HEAD too; an unknown path gets a 404, a wrong method
    /// a 405 with Allow.
    [[nodiscard]] LocalAnswer handle(Request request) const;
    /// Decides by the head whether handle() would accept the request, and how large its body may
    /// be.
    /// @p isForeign says that the request may come from a web page of another origin.
    [[nodiscard]] LocalAdmission admit(const RequestHead &head, bool isForeign) const;

private:
    struct Route
    {
        QByteArray method;
        QByteArray path;
        Access access;
        Handler handler = nullptr;
        HeavyHandler heavy = nullptr;
        PatientHandler patient = nullptr; ///< all three null: an event stream
        qint64 maxBody = kMaxBody;
    };

    struct Found
    {
        const Route *route = nullptr;
        std::optional<Reply> refusal = std::nullopt;
    };

    [[nodiscard]] Found find(const RequestHead &head) const;
    QByteArray m_token;
    std::vector<Route> m_routes;
};

} // namespace proxy
