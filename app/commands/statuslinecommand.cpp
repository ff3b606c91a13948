// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/statuslinecommand.h"

#include "app/commands/lifecyclecommands.h"
#include "app/lifecycle/loopbackhttp.h"
#include "app/lifecycle/runtimestate.h"
#include "app/options/exitcodes.h"
#include "proxy/core/money.h"
#include "proxy/core/terminalsafe.h"

#include <QDeadlineTimer>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <array>

#include <poll.h>
#include <unistd.h>

namespace app {

namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

constexpr qsizetype kMaxInput = 1024 * 1024;
/// An agent draws its line often; a proxy that takes longer is not worth waiting for.
constexpr auto kDeadline = 250ms;

/// What comes in time: an agent may leave its end of the pipe open.
QByteArray standardInput()
{
    QByteArray input;
    if (::isatty(STDIN_FILENO) == 1)
        return input;
    const QDeadlineTimer deadline(kDeadline);
    std::array<char, 16 * 1024> buffer;
    while (input.size() < kMaxInput) {
        pollfd waiting {.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
        if (::poll(&waiting, 1, static_cast<int>(deadline.remainingTime())) <= 0)
            break;
        const ssize_t got = ::read(STDIN_FILENO, buffer.data(), buffer.size());
        if (got <= 0)
            break;
        input.append(buffer.data(), got);
    }
    return input;
}

QJsonObject objectOf(const std::optional<LoopbackAnswer> &answer)
{
    return answer && answer->status == 200 ? QJsonDocument::fromJson(answer->body).object()
                                           : QJsonObject();
}

QString thousands(qint64 tokens)
{
    return tokens < 1000 ? QString::number(tokens) : u"%1k"_s.arg((tokens + 500) / 1000);
}

QString amount(double dollars)
{
    const auto pico = static_cast<proxy::PicoDollars>(dollars * double(proxy::kPicoPerDollar));
    return QString::fromLatin1(proxy::readableDollars(pico));
}

QJsonObject sessionOf(const QJsonObject &sessions, const QByteArray &id)
{
    for (const QJsonValue session : sessions[u"sessions"].toArray()) {
        if (!id.isEmpty() && session[u"session"].toString().toUtf8() == id)
            return session.toObject();
    }
    return {};
}

/// What limits make of requests of this session now; empty: nothing.
QString limitText(const QJsonObject &status, const QByteArray &session)
{
    for (const QJsonValue budget : status[u"books"][u"budgets"].toArray()) {
        const QString subject = budget[u"subject"].toString();
        const bool isOwn =
            subject.isEmpty()
            || (budget[u"scope"].toString() == u"session" && subject.toUtf8() == session);
        if (isOwn && budget[u"level"].toString() == u"stopped" && budget[u"lifted_until"].isNull())
            return u"limit %1 used up"_s.arg(budget[u"name"].toString());
    }
    QString found;
    for (const QJsonValue quota : status[u"upstream"][u"quota_in_force"].toArray()) {
        if (found.isEmpty() || quota[u"routing"].toString() == u"easy-only")
            found = quota[u"routing"].toString();
    }
    return found.isEmpty() ? found : u"plan: %1"_s.arg(found);
}

} // namespace

StatusLineInput readStatusLineInput(const QByteArray &json)
{
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    return {.session = object[u"session_id"].toString().toUtf8()};
}

QString statusLine(const StatusLineInput &input, const QJsonObject &status,
                   const QJsonObject &sessions)
{
    const QJsonObject session = sessionOf(sessions, input.session);
    QStringList parts;
    const QString model = session[u"model"].toString();
    parts << (model.isEmpty() ? u"llm-proxy"_s : model);
    if (const QString difficulty = session[u"difficulty"].toString(); !difficulty.isEmpty())
        parts << difficulty;
    if (const QString held = session[u"held_model"].toString(); !held.isEmpty())
        parts << u"held"_s;
    else if (session[u"off"].toBool())
        parts << u"not routed"_s;
    if (const qint64 warm = session[u"warm_tokens"].toInteger(); warm > 0)
        parts << u"cache %1"_s.arg(thousands(warm));
    // Of several accounts the one that is nearest its limit.
    QStringList windows;
    QHash<QString, double> used;
    QString savedOfPlan;
    for (const QJsonValue window : status[u"upstream"][u"plan_limits"].toArray()) {
        const QString name = window[u"window"].toString();
        if (!used.contains(name))
            windows << name;
        used[name] = std::max(used.value(name), window[u"used"].toDouble());
        const int saved = qRound(window[u"saved"].toDouble() * 100);
        if (saved > 0 && savedOfPlan.isEmpty())
            savedOfPlan = u", %1% of %2"_s.arg(saved).arg(name);
    }
    // A line has room for a few.
    constexpr qsizetype kMostWindows = 3;
    QStringList fullest = windows;
    std::stable_sort(fullest.begin(), fullest.end(), [&used](const auto &one, const auto &other) {
        return used.value(one) > used.value(other);
    });
    fullest = fullest.first(std::min(fullest.size(), kMostWindows));
    for (const QString &name : windows) {
        if (fullest.contains(name))
            parts << u"%1 %2%"_s.arg(name).arg(qRound(used.value(name) * 100));
    }
    if (const QString limit = limitText(status, input.session); !limit.isEmpty())
        parts << limit;
    const QString routing = status[u"router"][u"state"].toString();
    if (routing == u"no-router-key")
        parts << u"no Morph key"_s;
    else if (routing != u"on")
        parts << u"routing %1"_s.arg(routing);
    parts << u"saved %1 today%2"_s.arg(amount(status[u"books"][u"saved_today_usd"].toDouble()),
                                       savedOfPlan);
    return parts.join(u" · "_s);
}

int runStatusLine(const QStringList &args, const proxy::ConfigInputs &inputs, CommandOutput output)
{
    if (!args.isEmpty()) {
        output.err << "llm-proxy statusline: unknown argument \""
                   << proxy::terminalSafe(args.first()) << "\"\n";
        return kExitUsage;
    }
    const StatusLineInput input = readStatusLineInput(standardInput());
    const auto loaded = proxy::loadConfig(inputs);
    const QString runtimeDir = loaded ? loaded->config.runtimeDir : inputs.paths.runtimeDir;
    const auto instance = RuntimeState::liveInstance(runtimeDir);
    QJsonObject status;
    QJsonObject sessions;
    if (instance) {
        LoopbackRequest request {
            .target = "/router/status",
            .token = RuntimeState::controlToken(runtimeDir),
            .endpoint = loaded ? endpointOf(*instance, configuredEndpoint(loaded->config))
                               : endpointOf(*instance),
            .deadline = kDeadline};
        status = objectOf(askLoopback(request));
        request.target = "/router/sessions";
        sessions = objectOf(askLoopback(request));
    }
    output.out << (status.isEmpty() ? QString()
                                    : proxy::terminalSafe(statusLine(input, status, sessions)))
               << '\n';
    return 0;
}

} // namespace app
