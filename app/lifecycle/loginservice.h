// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

namespace app {

/// One command that a service manager takes: the program and its arguments.
struct ServiceStep
{
    QStringList words;
    bool mayFail = false; ///< what it undoes need not be there
};

/// The proxy as a service of its user's session: it starts at login without a window and starts
/// again when it crashes. systemd.unit(5) and systemctl(1), or launchd.plist(5) and launchctl(1).
struct LoginService
{
    QString name; ///< as the service manager knows it
    QString file; ///< where its definition belongs
    QByteArray definition;
    QList<ServiceStep> enable; ///< at the next login it starts
    QList<ServiceStep> start; ///< it runs, by the definition in the file
    QList<ServiceStep> stop; ///< it ends, and does not start at login any more
    QList<ServiceStep> forget; ///< after the file is gone
    QStringList isActive; ///< exits with 0 while it runs
};

/// Returns the service that starts @p program, an absolute path, with @p environment.
[[nodiscard]] LoginService loginService(const QString &program,
                                        const QMap<QString, QString> &environment);

/// Returns what starts the window at login; it need not be there. Never both.
[[nodiscard]] QString windowEntryAtLogin();

/// Returns the program that is started at login: the executable, or the AppImage, whose executable
/// exists only while it runs.
[[nodiscard]] QString programAtLogin();

} // namespace app
