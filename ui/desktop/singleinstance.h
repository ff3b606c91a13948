// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QLocalServer>
#include <QObject>

namespace ui {

/// Allows one window for each runtime folder. The first instance owns a local socket; a second one
/// asks it to show its window and ends.
class SingleInstance final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SingleInstance)

public:
    explicit SingleInstance(const QString &runtimeDir, QObject *parent = nullptr);

    /// Returns true when this instance is the first; raiseRequested() then reports later ones.
    /// Returns false after it has asked another instance to show its window. Blocks for at most a
    /// second.
    [[nodiscard]] bool claim(bool raisesOther = true);

Q_SIGNALS:
    void raiseRequested();

private:
    [[nodiscard]] bool findOther(bool raises) const;
    void greet();

    QString m_name;
    QLocalServer m_server;
};

} // namespace ui
