// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/proxysource.h"
#include "ui/sessions/sessionlist.h"
#include "ui/tray/globalshortcuts.h"
#include "ui/tray/notifier.h"

#include <QObject>

#include <optional>

namespace ui {

/// Does what a global shortcut is for, and tells the user, who looks at another program, what came
/// of it. Main thread.
class ShortcutActions final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ShortcutActions)

public:
    /// @p source must live longer.
    explicit ShortcutActions(ProxySource &source, QObject *parent = nullptr);

    void run(GlobalShortcut shortcut);

Q_SIGNALS:
    /// What came of it.
    void told(const ui::Notification &notification);

private:
    void toggleRouting();
    void boost(const std::vector<SessionLine> &sessions);
    void tell(const QString &title, const QString &text = {}, bool isProblem = false);

    /// What is waited for before the user is told.
    enum class Awaited { Nothing, Pause, Resumption, Sessions, Boost };

    ProxySource &m_source;
    SessionList m_sessions;
    Awaited m_awaited = Awaited::Nothing;
    QString m_boosted; ///< how the session is called that is being boosted
};

} // namespace ui
