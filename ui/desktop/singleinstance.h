// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QLocalServer>
#include <QObject>

namespace ui {

/// One window a runtime folder: the first owns a local socket, a second one asks it to show
/// itself and ends.
class SingleInstance final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SingleInstance)

public:
    explicit SingleInstance(const QString &runtimeDir, QObject *parent = nullptr);

    /// True: this one is the first, and raiseRequested() tells of later ones. False: another was
    /// there and was told. Waits a second at most.
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
