// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/source/routeclient.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <vector>

namespace ui {

/// One conversation, as the proxy remembers it.
struct SessionLine
{
    QString id;
    QString client = {};
    QString project = {};
    QString model = {}; ///< of its latest turn
    int turns = 0;
    std::chrono::seconds idle {0};
    qint64 warmTokens = 0; ///< in the prompt cache
    std::chrono::seconds warmFor {0};
    bool isOff = false; ///< overridden: not routed
    bool boostsNext = false; ///< overridden: the next turn counts as hard
    QString heldModel = {}; ///< the override's model; empty: none

    [[nodiscard]] bool hasHand() const { return isOff || boostsNext || !heldModel.isEmpty(); }
};

/// What a person can decide for one session.
enum class SessionAction { Boost, Hold, Off, Release };

/// The live sessions of the shown proxy and the user's overrides of them, over the proxy's routes.
class SessionList final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SessionList)

public:
    explicit SessionList(const ProxySource &source, QObject *parent = nullptr);

    /// Asks again and again while on.
    void follow(bool on);
    void refresh();
    /// @p model: for Hold; empty: the one it has. changed() follows, before it refused() if so.
    void control(const QString &id, SessionAction action, const QString &model = {});

Q_SIGNALS:
    /// The latest used first.
    void changed(const std::vector<ui::SessionLine> &sessions);
    /// The list is not to be had, in words.
    void failed(const proxy::Said &reason);
    /// What was to be done was not done, in words.
    void refused(const proxy::Said &reason);

private:
    RouteClient m_client;
    QTimer m_timer;
    bool m_isAsked = false;
};

} // namespace ui

Q_DECLARE_METATYPE(std::vector<ui::SessionLine>)
