// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QMap>
#include <QObject>
#include <QString>

#include <array>

#ifdef LLMPROXY_HAS_DBUS
#include <QDBusMessage>
#include <QDBusServiceWatcher>
#include <QVariantMap>
#endif

namespace ui {

/// What can be done from anywhere by keys.
enum class GlobalShortcut { Pause, Boost };
inline constexpr std::array kGlobalShortcuts {GlobalShortcut::Pause, GlobalShortcut::Boost};

/// Returns what the shortcut does, for the desktop's dialog and the settings.
[[nodiscard]] QString globalShortcutName(GlobalShortcut shortcut);

/// Keys that work in every program, by the desktop's portal
/// (org.freedesktop.portal.GlobalShortcuts, version 1 and later). The desktop shows a dialog and
/// decides which keys they are. They are bound only where the user wants them. Make one object a
/// process. Main thread; never blocks.
class GlobalShortcuts final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(GlobalShortcuts)

public:
    enum class State {
        Missing, ///< there is no such portal, or no D-Bus
        Off, ///< the user does not want them
        Asking, ///< the desktop has not answered yet
        Bound,
        Refused, ///< by the user in the desktop's dialog, or by the desktop
    };

    explicit GlobalShortcuts(QObject *parent = nullptr);
    ~GlobalShortcuts() override;

    [[nodiscard]] State state() const { return m_state; }
    /// Returns the keys in the desktop's words; empty: it has none, or it does not tell.
    [[nodiscard]] QString keysOf(GlobalShortcut shortcut) const { return m_keys.value(shortcut); }
    /// Whether configure() has an effect.
    [[nodiscard]] bool canConfigure() const;
    /// The user's wish, which is kept.
    [[nodiscard]] static bool areWanted();
    void setWanted(bool wanted);
    /// Shows the desktop's dialog, in which the user changes the keys.
    void configure();

Q_SIGNALS:
    /// The state or the keys have changed.
    void changed();
    void pressed(ui::GlobalShortcut shortcut);

private:
    void setState(State state);

#ifdef LLMPROXY_HAS_DBUS
private Q_SLOTS:
    void onSession(const QDBusMessage &response);
    void onBound(const QDBusMessage &response);
    void onActivated(const QDBusMessage &signal);
    void onShortcutsChanged(const QDBusMessage &signal);

private:
    void meetPortal();
    void askVersion();
    void openSession();
    void bind();
    void closeSession();
    void ask(QDBusMessage question, const char *onResponse);
    void takeKeys(const QVariant &shortcuts);
    [[nodiscard]] bool isAwaited(const QDBusMessage &response) const;

    QDBusServiceWatcher m_watcher;
    QString m_session; ///< its object path; empty: none
    uint m_version = 0; ///< of the portal
    int m_questions = 0;
#endif
    State m_state = State::Missing;
    QMap<GlobalShortcut, QString> m_keys;
};

} // namespace ui
