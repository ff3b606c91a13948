// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/source/routeclient.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <vector>

namespace ui {

/// What tells sessions apart: two named clients may use the same id.
struct SessionName
{
    QString id;
    QString clientName = {}; ///< empty: of a client without a name

    [[nodiscard]] bool operator==(const SessionName &) const = default;
};

/// One session, as the proxy reports it.
struct SessionLine
{
    QString id;
    QString client = {};
    QString clientName = {}; ///< whose it is (LLM_PROXY_CLIENTS); empty: it has no name
    QString project = {};
    QString model = {}; ///< model of its latest turn
    int turns = 0;
    std::chrono::seconds idle {0};
    qint64 warmTokens = 0; ///< tokens in the prompt cache
    std::chrono::seconds warmFor {0};
    bool isOff = false; ///< overridden: not routed
    bool boostsNext = false; ///< overridden: the next turn counts as hard
    QString heldModel = {}; ///< the override's model; empty: none

    [[nodiscard]] SessionName name() const { return {.id = id, .clientName = clientName}; }
    [[nodiscard]] bool hasHand() const { return isOff || boostsNext || !heldModel.isEmpty(); }
};

/// The overrides that a user can set on a session.
enum class SessionAction { Boost, Hold, Off, Release };

/// Fetches the live sessions of the shown proxy, and sets overrides on them, over the proxy's
/// routes.
class SessionList final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SessionList)

public:
    explicit SessionList(const ProxySource &source, QObject *parent = nullptr);

    /// Polls the sessions while it is on.
    void follow(bool on);
    void refresh();
    /// Sets an override. @p model is used with Hold; an empty one means the session's present
    /// model. changed() follows; on a failure refused() comes before it.
    void control(const SessionName &session, SessionAction action, const QString &model = {});

Q_SIGNALS:
    /// The sessions, the most recently used first.
    void changed(const std::vector<ui::SessionLine> &sessions);
    /// The list can't be fetched, for this reason.
    void failed(const proxy::Text &reason);
    /// The override could not be set, for this reason.
    void refused(const proxy::Text &reason);

private:
    RouteClient m_client;
    QTimer m_timer;
    bool m_isAsked = false;
};

} // namespace ui

Q_DECLARE_METATYPE(std::vector<ui::SessionLine>)
