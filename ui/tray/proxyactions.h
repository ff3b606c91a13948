// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/proxysource.h"

#include <QObject>

#include <utility>
#include <vector>

class QAction;
class QActionGroup;
class QMenu;

namespace ui {

/// What can be asked of the proxy, as entries of a menu: start and stop, route, pause, mode,
/// provider. The entries keep their places and only change their texts and marks, because some
/// desktops read a tray's menu only once.
class ProxyActions final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ProxyActions)

public:
    explicit ProxyActions(ProxySource &source, QObject *parent = nullptr);

    /// Which times a menu offers for a pause.
    enum class Pauses {
        One, ///< half an hour
        Several, ///< from five minutes to the next morning
    };
    // Each is called once.
    void addRoutingTo(QMenu &menu, Pauses pauses);
    void addToggleTo(QMenu &menu);
    /// Sets the texts again, after a change of the language.
    void retranslate();

private:
    QAction *say(QAction *action, const char *text);
    void addPausesTo(QMenu &menu);
    void addModesTo(QMenu &menu);
    void addProvidersTo(QMenu &menu);
    void showStatus(const proxy::ServiceStatus &status);
    void showPause(const proxy::ServiceStatus &status);

    ProxySource &m_source;
    std::vector<std::pair<QAction *, const char *>> m_said; ///< actions and their texts
    QAction *m_route = nullptr;
    QAction *m_pause = nullptr;
    QMenu *m_pauses = nullptr;
    QAction *m_toggle = nullptr;
    QActionGroup *m_modes = nullptr;
    QActionGroup *m_providers = nullptr;
};

/// Returns how long it is from @p now to the next 6 o'clock in the morning.
[[nodiscard]] std::chrono::minutes untilMorning(const QDateTime &now);

} // namespace ui
