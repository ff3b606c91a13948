// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/settingsrun.h"

#include "proxy/core/terminalsafe.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <thread>

namespace app::backend {

namespace {

using namespace Qt::StringLiterals;

constexpr std::chrono::seconds kSettingsSilence {15};
constexpr qint64 kMaxShownConfig = 16LL * 1024 * 1024;
constexpr qint64 kMaxAnswerBytes = 64LL * 1024;
/// A backend since v7 loads each change a moment after its answer, from a copy that may lack the
/// next one: of ten quick changes some are lost. What was lost is said again.
constexpr int kRounds = 5;

Failure httpFailure(const QString &what, const QUrl &backend, const BackendAnswer &answer,
                    const QByteArray &body)
{
    if (answer.isComplete())
        return {kExitFailed, u"%1: HTTP %2 %3"_s.arg(what)
                                 .arg(answer.status)
                                 .arg(QString::fromUtf8(body.left(500)))};
    return {kExitUnreachable, u"%1: %2"_s.arg(what, unreachable(backend, answer.problem))};
}

} // namespace

SettingsRun::SettingsRun(BaseSettings settings, const BackendAccess &access, const QByteArray &key,
                         const Streams &streams, const Environment &environment)
    : m_settings(std::move(settings))
    , m_url(access.url.toString(QUrl::RemoveUserInfo))
    , m_client(access.url, key)
    , m_streams(streams)
    , m_environment(environment)
{ }

Outcome<SettingsRun::Differences> SettingsRun::look()
{
    QByteArray body;
    const BackendAnswer answer = m_client.fetch({"GET", "/v0/management/config", {}, {}},
                                                kSettingsSilence, body, kMaxShownConfig);
    if (!answer.isComplete() || !answer.isSuccess())
        return tl::unexpected(httpFailure(u"settings"_s, QUrl(m_url), answer, body));
    const QJsonDocument document = QJsonDocument::fromJson(body);
    if (!document.isObject())
        return tl::unexpected(Failure {kExitFailed, u"the backend's answer is no JSON object"_s});
    return differences(m_settings, document.object());
}

int SettingsRun::diff()
{
    const auto found = look();
    if (!found)
        return fail(found.error());
    bool differs = false;
    for (const SettingDifference &difference : *found) {
        writeLine(m_streams.out, describe(difference));
        differs = differs || !difference.missing;
    }
    if (found->empty())
        writeLine(m_streams.out, u"%1 has all settings of %2"_s.arg(m_url, m_settings.file));
    return differs ? kExitFailed : kExitOk;
}

SettingsRun::Differences SettingsRun::changesToMake(const Differences &all, bool removeEntries)
{
    Differences changes;
    for (const SettingDifference &difference : all) {
        const SettingPlace &place = *difference.place;
        if (difference.missing) {
            writeLine(m_streams.err, describe(difference));
            continue;
        }
        const bool holdsKeys = place.key == u"openai-compatibility";
        if (place.route.isEmpty()) {
            writeLine(m_streams.err,
                      describe(difference)
                          + u"; only the backend's own file and a restart change it"_s);
        } else if (holdsKeys && !difference.removed.isEmpty() && !removeEntries) {
            writeLine(m_streams.err,
                      u"%1: left as it is: %2 would be removed with its keys; say "
                      "--remove-entries, or add it to %3"_s.arg(
                          place.key, difference.removed.join(u", "_s), m_settings.file));
        } else {
            changes.push_back(difference);
            continue;
        }
        m_leftSomething = true;
    }
    return changes;
}

bool SettingsRun::confirm(const Differences &changes)
{
    for (const SettingDifference &change : changes)
        writeLine(m_streams.err, describe(change));
    if (!m_environment.inIsTerminal) {
        writeLine(m_streams.err,
                  u"Nothing was changed: say --yes to apply this to %1"_s.arg(m_url));
        return false;
    }
    m_streams.err.write(proxy::terminalSafe(u"Apply this to %1? [y/N] "_s.arg(m_url)).toUtf8());
    const QByteArray answer = m_streams.in.readLine(16).trimmed().toLower();
    return answer == "y" || answer == "yes";
}

Outcome<void> SettingsRun::put(const SettingPlace &place)
{
    if (const QJsonValue before = m_settings.valueBefore(place); !before.isNull()) {
        if (auto done = putValue(place, before); !done)
            return done;
    }
    return putValue(place, m_settings.backendValue(place));
}

Outcome<void> SettingsRun::putValue(const SettingPlace &place, const QJsonValue &value)
{
    QJsonDocument document;
    if (place.wrapped)
        document.setObject({{u"value"_s, value}});
    else if (value.isArray())
        document.setArray(value.toArray());
    else
        document.setObject(value.toObject());
    QByteArray body;
    const BackendAnswer answer =
        m_client.fetch({"PUT", "/v0/management/" + place.route.toLatin1(), "application/json",
                        document.toJson(QJsonDocument::Compact)},
                       kSettingsSilence, body, kMaxAnswerBytes);
    if (answer.isComplete() && answer.isSuccess())
        return {};
    return tl::unexpected(httpFailure(place.key, QUrl(m_url), answer, body));
}

Outcome<void> SettingsRun::putEach(const Differences &changes, bool again)
{
    for (const SettingDifference &change : changes) {
        if (auto done = put(*change.place); !done)
            return done;
        if (again)
            writeLine(m_streams.err, u"the backend lost it, set again: %1"_s.arg(describe(change)));
        else
            writeLine(m_streams.out, u"set %1"_s.arg(describe(change)));
    }
    return {};
}

Outcome<SettingsRun::Differences> SettingsRun::stillOtherwise(const Differences &changes)
{
    std::this_thread::sleep_for(m_environment.settle);
    auto found = look();
    if (!found)
        return found;
    std::erase_if(*found, [&](const SettingDifference &still) {
        return std::none_of(changes.begin(), changes.end(), [&](const SettingDifference &change) {
            return change.place == still.place;
        });
    });
    return found;
}

int SettingsRun::putAll(const Differences &changes)
{
    Differences left = changes;
    for (int round = 0; round < kRounds && !left.empty(); ++round) {
        if (const auto done = putEach(left, round > 0); !done)
            return fail(done.error());
        auto still = stillOtherwise(changes);
        if (!still)
            return fail(still.error());
        left = std::move(*still);
    }
    for (const SettingDifference &still : left)
        writeLine(m_streams.err,
                  u"the backend took it but has it otherwise: %1"_s.arg(describe(still)));
    return m_leftSomething || !left.empty() ? kExitFailed : kExitOk;
}

int SettingsRun::apply(bool yes, bool removeEntries)
{
    const auto found = look();
    if (!found)
        return fail(found.error());
    const Differences changes = changesToMake(*found, removeEntries);
    if (changes.empty()) {
        writeLine(m_streams.out, u"nothing to change at %1"_s.arg(m_url));
        return m_leftSomething ? kExitFailed : kExitOk;
    }
    if (!yes && !confirm(changes))
        return kExitUsage;
    return putAll(changes);
}

int SettingsRun::fail(const Failure &failure)
{
    writeLine(m_streams.err, failure.message);
    return failure.exitCode;
}

} // namespace app::backend
