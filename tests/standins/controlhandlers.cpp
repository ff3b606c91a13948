// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/controlport.h"
#include "tests/standins/gojson.h"
#include "tests/standins/recordjson.h"

#include <QHash>
#include <QJsonDocument>

#include <optional>

namespace standins {

namespace {

ControlReply listReply(const QJsonArray &list)
{
    return {200, QJsonDocument(list).toJson(QJsonDocument::Compact)};
}

ControlReply bad(const QString &text)
{
    return {400, goError(text.toUtf8())};
}

std::chrono::milliseconds millis(const QJsonObject &body, QLatin1StringView key)
{
    return std::chrono::milliseconds(body[key].toInteger());
}

ControlReply addScenario(FakeBackend &backend, const QJsonObject &body)
{
    const QByteArray name = body[QLatin1StringView("scenario")].toString().toUtf8();
    const QByteArray plain = name.split(':').first();
    if (!name.isEmpty() && !scenarioNames().contains(plain))
        return bad(QStringLiteral("unknown scenario \"%1\"").arg(QString::fromUtf8(plain)));
    if (plain == "refused" || plain == "refused-then-up" || plain == "boot-502") {
        backend.useScenario(name);
        return {};
    }
    QString error;
    std::optional<Rule> rule = ruleFromJson(body, error);
    if (!rule)
        return bad(error);
    backend.addRule(std::move(*rule));
    return {};
}

using BackendQuery = ControlReply (*)(FakeBackend &);
using BackendCommand = void (*)(FakeBackend &, const QJsonObject &);

ControlReply listScenarios(FakeBackend &)
{
    QJsonArray names;
    for (const QByteArray &name : scenarioNames())
        names.append(QString::fromLatin1(name));
    return listReply(names);
}

const QHash<QByteArray, BackendQuery> &backendQueries()
{
    static const QHash<QByteArray, BackendQuery> kQueries {
        {"GET /scenarios", listScenarios},
        {"GET /requests",
         [](FakeBackend &backend) { return listReply(requestsToJson(backend.recorded())); }},
        {"GET /connections",
         [](FakeBackend &backend) { return listReply(connectionsToJson(backend.connections())); }},
    };
    return kQueries;
}

const QHash<QByteArray, BackendCommand> &backendCommands()
{
    using Body = const QJsonObject &;
    static const QHash<QByteArray, BackendCommand> kCommands {
        {"DELETE /scenario", [](FakeBackend &backend, Body) { backend.clearRules(); }},
        {"POST /state", [](FakeBackend &backend, Body body) { backend.setState(body); }},
        {"POST /release",
         [](FakeBackend &backend, Body body) {
             backend.release(body[QLatin1StringView("token")].toString().toUtf8(),
                             body[QLatin1StringView("permits")].toInt(1));
         }},
        {"POST /reset", [](FakeBackend &backend, Body) { backend.reset(); }},
        {"POST /clock",
         [](FakeBackend &backend, Body body) {
             backend.advanceClock(millis(body, QLatin1StringView("advance_ms")));
         }},
        {"POST /listen",
         [](FakeBackend &backend, Body body) {
             backend.setAccepting(body[QLatin1StringView("accepting")].toBool(true));
         }},
        {"POST /kill-idle", [](FakeBackend &backend, Body) { backend.killIdleConnections(); }},
    };
    return kCommands;
}

std::optional<MorphAnswer> morphAnswer(const QJsonObject &body)
{
    using Kind = MorphAnswer::Kind;
    static const QHash<QString, Kind> kKinds {
        {QStringLiteral("classify"), Kind::Classify},
        {QStringLiteral("fixed"), Kind::Fixed},
        {QStringLiteral("cut"), Kind::Cut},
        {QStringLiteral("cut-before-head"), Kind::CutBeforeHead},
        {QStringLiteral("never"), Kind::NeverAnswer},
        {QStringLiteral("garbage"), Kind::Garbage},
    };
    const auto kind =
        kKinds.constFind(body[QLatin1StringView("kind")].toString(QStringLiteral("classify")));
    if (kind == kKinds.constEnd())
        return std::nullopt;
    MorphAnswer answer {.kind = *kind};
    answer.status = body[QLatin1StringView("status")].toInt(200);
    answer.body = body[QLatin1StringView("body")].toString().toUtf8();
    answer.delayBeforeHead = millis(body, QLatin1StringView("delay_ms"));
    answer.delayBeforeBody = millis(body, QLatin1StringView("body_delay_ms"));
    const QJsonObject headers = body[QLatin1StringView("headers")].toObject();
    for (auto it = headers.begin(); it != headers.end(); ++it)
        answer.headers.push_back({it.key().toUtf8(), it.value().toString().toUtf8()});
    return answer;
}

ControlReply setMorphAnswer(FakeMorph &morph, const QJsonObject &body)
{
    const std::optional<MorphAnswer> answer = morphAnswer(body);
    if (!answer)
        return bad(QStringLiteral("unknown kind of answer"));
    const int times = qBound(0, body[QLatin1StringView("times")].toInt(1), 10000);
    if (times == 0)
        morph.answerAll(*answer);
    for (int i = 0; i < times; ++i)
        morph.answerNext(*answer);
    return {};
}

QByteArray keyOf(const RecordedRequest &request)
{
    return request.method + ' ' + request.path();
}

} // namespace

ControlPort::Handler controlOf(FakeBackend &backend)
{
    return [&backend](const RecordedRequest &request) {
        const QByteArray key = keyOf(request);
        const QJsonObject body = QJsonDocument::fromJson(request.body).object();
        if (key == "POST /scenario")
            return addScenario(backend, body);
        if (const BackendQuery query = backendQueries().value(key))
            return query(backend);
        const BackendCommand command = backendCommands().value(key);
        if (command == nullptr)
            return ControlReply {404, goError("unknown control route")};
        command(backend, body);
        return ControlReply {};
    };
}

ControlPort::Handler controlOf(FakeMorph &morph)
{
    return [&morph](const RecordedRequest &request) {
        const QByteArray key = keyOf(request);
        const QJsonObject body = QJsonDocument::fromJson(request.body).object();
        if (key == "POST /answer")
            return setMorphAnswer(morph, body);
        if (key == "GET /requests")
            return listReply(requestsToJson(morph.recorded()));
        if (key == "GET /connections")
            return listReply(connectionsToJson(morph.connections()));
        if (key == "POST /reset")
            morph.reset();
        else if (key == "POST /listen")
            morph.setAccepting(body[QLatin1StringView("accepting")].toBool(true));
        else
            return ControlReply {404, goError("unknown control route")};
        return ControlReply {};
    };
}

} // namespace standins
