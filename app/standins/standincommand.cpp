// SPDX-License-Identifier: LicenseRef-Private
#include "app/standins/standincommand.h"

#include "app/standins/controlport.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QJsonDocument>
#include <QTextStream>

#include <optional>

namespace app::standins {

namespace {

using namespace Qt::StringLiterals;

constexpr int kExitFailed = 1;
constexpr int kExitUsage = 64;
constexpr qint64 kMaxStateFile = 64LL * 1024 * 1024;

struct Address
{
    QHostAddress host {QHostAddress::LocalHost};
    quint16 port = 0;
};

int complain(int code, const QString &text)
{
    QTextStream(stderr) << "llm-proxy demo: " << text << '\n';
    return code;
}

/// "127.0.0.1:0" or "[::1]:8080"
std::optional<Address> parseAddress(const QString &text)
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
    return Address {address, static_cast<quint16>(port)};
}

void addOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {u"listen"_s, u"Address of the data port"_s, u"host:port"_s, u"127.0.0.1:0"_s},
        {u"control"_s, u"Address of the control port"_s, u"host:port"_s, u"127.0.0.1:0"_s},
        {u"profile"_s, u"ref, v6.10 or v7 (backend)"_s, u"name"_s, u"ref"_s},
        {u"dialect"_s, u"all, openai or anthropic (backend)"_s, u"name"_s, u"all"_s},
        {u"state"_s, u"JSON file with parts of the state (backend)"_s, u"file"_s},
        {u"seed"_s, u"Order of the model list (backend)"_s, u"number"_s, u"1"_s},
        {u"time-scale"_s, u"Multiplies every wait"_s, u"factor"_s, u"1"_s},
        {u"manual-clock"_s, u"Waits end through POST /clock only (backend)"_s},
    });
}

std::optional<BackendProfile> profileOf(const QString &name)
{
    if (name == u"ref")
        return BackendProfile::Reference;
    if (name == u"v6.10")
        return BackendProfile::V610;
    return name == u"v7" ? std::make_optional(BackendProfile::V7) : std::nullopt;
}

std::optional<BackendDialects> dialectsOf(const QString &name)
{
    if (name == u"all")
        return BackendDialects::All;
    if (name == u"openai")
        return BackendDialects::OpenAiOnly;
    return name == u"anthropic" ? std::make_optional(BackendDialects::AnthropicOnly) : std::nullopt;
}

std::optional<QJsonObject> readState(const QString &path)
{
    if (path.isEmpty())
        return QJsonObject();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || file.size() > kMaxStateFile)
        return std::nullopt;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll());
    return document.isObject() ? std::make_optional(document.object()) : std::nullopt;
}

/// Starts both ports, says so, serves.
template <typename StandIn> int serve(StandIn &standIn, const QString &controlAddress)
{
    if (!standIn.start())
        return complain(kExitFailed, u"can't listen: "_s + standIn.errorString());
    const std::optional<Address> address = parseAddress(controlAddress);
    if (!address)
        return complain(kExitUsage, u"--control is no host:port"_s);
    ControlPort control(controlOf(standIn));
    if (!control.start(address->host, address->port))
        return complain(kExitFailed, u"can't listen for control: "_s + control.errorString());
    QTextStream out(stdout);
    out << "READY data=" << standIn.port() << " control=" << control.port()
        << " pid=" << QCoreApplication::applicationPid() << '\n';
    out.flush();
    return QCoreApplication::exec();
}

int serveBackend(const QCommandLineParser &parser, const Address &listen, double scale)
{
    const auto profile = profileOf(parser.value(u"profile"_s));
    const auto dialects = dialectsOf(parser.value(u"dialect"_s));
    const auto state = readState(parser.value(u"state"_s));
    bool seedIsGood = false;
    const uint seed = parser.value(u"seed"_s).toUInt(&seedIsGood);
    if (!profile)
        return complain(kExitUsage, u"--profile is one of ref, v6.10, v7"_s);
    if (!dialects)
        return complain(kExitUsage, u"--dialect is one of all, openai, anthropic"_s);
    if (!state)
        return complain(kExitUsage, u"--state names no readable JSON object"_s);
    if (!seedIsGood)
        return complain(kExitUsage, u"--seed is no number"_s);
    FakeBackend backend({.address = listen.host,
                         .port = listen.port,
                         .profile = *profile,
                         .dialects = *dialects,
                         .timeScale = scale,
                         .manualClock = parser.isSet(u"manual-clock"_s),
                         .seed = seed,
                         .state = *state});
    return serve(backend, parser.value(u"control"_s));
}

} // namespace

int runStandInCommand(const QStringList &arguments)
{
    QCommandLineParser parser;
    addOptions(parser);
    const QString name = arguments.value(0);
    if (name != u"backend" && name != u"morph")
        return complain(kExitUsage, u"the stand-ins are backend and morph"_s);
    if (!parser.parse(QStringList {u"llm-proxy demo"_s} + arguments.mid(1)))
        return complain(kExitUsage, parser.errorText());
    const std::optional<Address> listen = parseAddress(parser.value(u"listen"_s));
    if (!listen)
        return complain(kExitUsage, u"--listen is no host:port"_s);
    bool scaleIsGood = false;
    const double scale = parser.value(u"time-scale"_s).toDouble(&scaleIsGood);
    if (!scaleIsGood || scale < 0)
        return complain(kExitUsage, u"--time-scale is no factor"_s);
    if (name == u"backend")
        return serveBackend(parser, *listen, scale);
    FakeMorph morph({.address = listen->host, .port = listen->port, .timeScale = scale});
    return serve(morph, parser.value(u"control"_s));
}

} // namespace app::standins
