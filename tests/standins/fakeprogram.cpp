// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/fakeprogram.h"

#include <QCoreApplication>
#include <QTextStream>

namespace standins {

namespace {

using namespace Qt::StringLiterals;

constexpr int kExitFailed = 1;
constexpr int kExitUsage = 64;

int complain(int code, const QString &text)
{
    QTextStream(stderr) << QCoreApplication::applicationName() << ": " << text << '\n';
    return code;
}

/// "127.0.0.1:0" or "[::1]:8080"
std::optional<FakeProgram::Address> parseAddress(const QString &text)
{
    const qsizetype colon = text.lastIndexOf(u':');
    QString host = text.left(colon);
    if (host.startsWith(u'[') && host.endsWith(u']'))
        host = host.sliced(1, host.size() - 2);
    bool good = false;
    const uint port = text.mid(colon + 1).toUInt(&good);
    const QHostAddress address(host);
    if (colon < 0 || !good || port > 65535 || address.isNull())
        return std::nullopt;
    return FakeProgram::Address {address, static_cast<quint16>(port)};
}

} // namespace

FakeProgram::FakeProgram(const QList<QCommandLineOption> &further)
{
    m_parser.addOptions({
        {u"listen"_s, u"Address of the data port"_s, u"host:port"_s, u"127.0.0.1:0"_s},
        {u"control"_s, u"Address of the control port"_s, u"host:port"_s, u"127.0.0.1:0"_s},
        {u"time-scale"_s, u"Multiplies every wait"_s, u"factor"_s, u"1"_s},
        {u"help"_s, u"This text"_s},
    });
    m_parser.addOptions(further);
}

std::optional<int> FakeProgram::read(const QStringList &arguments)
{
    if (!m_parser.parse(arguments))
        return refuse(m_parser.errorText());
    if (m_parser.isSet(u"help"_s)) {
        QTextStream(stdout) << m_parser.helpText();
        return 0;
    }
    if (const QStringList others = m_parser.positionalArguments(); !others.isEmpty())
        return refuse(u"unknown argument \"%1\""_s.arg(others.first()));
    const std::optional<Address> listen = parseAddress(m_parser.value(u"listen"_s));
    if (!listen)
        return refuse(u"--listen is no host:port"_s);
    const std::optional<Address> control = parseAddress(m_parser.value(u"control"_s));
    if (!control)
        return refuse(u"--control is no host:port"_s);
    m_listen = *listen;
    m_control = *control;
    bool isNumber = false;
    m_timeScale = m_parser.value(u"time-scale"_s).toDouble(&isNumber);
    if (!isNumber || m_timeScale < 0)
        return refuse(u"--time-scale is no factor"_s);
    return std::nullopt;
}

int FakeProgram::refuse(const QString &text)
{
    return complain(kExitUsage, text);
}

int FakeProgram::cannotListen(const QString &why)
{
    return complain(kExitFailed, u"can't listen: "_s + why);
}

int FakeProgram::serve(quint16 dataPort, quint16 controlPort)
{
    QTextStream out(stdout);
    out << "READY data=" << dataPort << " control=" << controlPort
        << " pid=" << QCoreApplication::applicationPid() << '\n';
    out.flush();
    return QCoreApplication::exec();
}

} // namespace standins
