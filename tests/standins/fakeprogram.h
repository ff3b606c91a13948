// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/controlport.h"

#include <QCommandLineParser>
#include <QHostAddress>
#include <QString>
#include <QStringList>

#include <optional>

namespace standins {

/// What fake-cliproxyapi and fake-morph have in common: options, exit codes, and that they print
/// "READY data=PORT control=PORT pid=N" and serve until the process is ended. Needs a
/// QCoreApplication, whose name stands before complaints.
class FakeProgram final
{
public:
    struct Address
    {
        QHostAddress host {QHostAddress::LocalHost};
        quint16 port = 0;
    };

    /// @p further: options beside --listen, --control, --time-scale and --help.
    explicit FakeProgram(const QList<QCommandLineOption> &further = {});

    /// The exit code to end with at once: 0 for --help, 64 for bad usage; nullopt: go on.
    [[nodiscard]] std::optional<int> read(const QStringList &arguments);
    [[nodiscard]] QString value(const QString &option) const { return m_parser.value(option); }
    [[nodiscard]] bool isSet(const QString &option) const { return m_parser.isSet(option); }
    [[nodiscard]] const Address &listen() const { return m_listen; }
    [[nodiscard]] double timeScale() const { return m_timeScale; }

    /// Starts both ports, says so, serves. Returns an exit code, 1: can't listen.
    template <typename Fake> int serve(Fake &fake) const
    {
        if (!fake.start())
            return cannotListen(fake.errorString());
        ControlPort control(controlOf(fake));
        if (!control.start(m_control.host, m_control.port))
            return cannotListen(control.errorString());
        return serve(fake.port(), control.port());
    }

    /// Prints the complaint; returns 64.
    static int refuse(const QString &text);

private:
    [[nodiscard]] static int cannotListen(const QString &why);
    [[nodiscard]] static int serve(quint16 dataPort, quint16 controlPort);

    QCommandLineParser m_parser;
    Address m_listen;
    Address m_control;
    double m_timeScale = 1;
};

} // namespace standins
