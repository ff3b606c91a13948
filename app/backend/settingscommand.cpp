// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/settingscommand.h"

#include "app/backend/credentials.h"
#include "app/backend/managementclient.h"
#include "app/backend/settingsdiff.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace app::backend {

namespace {

using namespace Qt::StringLiterals;

constexpr std::chrono::seconds kSilence {15};
constexpr qint64 kMaxConfigBytes = 16LL * 1024 * 1024;
constexpr qint64 kMaxAnswerBytes = 64LL * 1024;

QString usage()
{
    return u"usage: llm-proxy backend settings check [FILE] | diff | apply [--yes] "
           "[--remove-entries]\n\n"
           "The settings of the backend that this repository owns, from\n"
           "JSON/cliproxyapi-base-settings.json.\n"
           "  check   is the file valid, mandates included? 0 yes, 1 no\n"
           "  diff    what a running backend has otherwise: 0 nothing, 1 something\n"
           "  apply   put them there; asks first, or --yes. Providers that only the backend has\n"
           "          stay, unless --remove-entries is given"_s;
}

struct Words
{
    QString verb;
    QString file;
    bool yes = false;
    bool removeEntries = false;
    bool help = false;
};

Outcome<Words> parse(const QStringList &args)
{
    Words words;
    for (const QString &arg : args) {
        const bool applies = words.verb == u"apply";
        if (arg == u"--help" || arg == u"-h")
            words.help = true;
        else if (words.verb.isEmpty())
            words.verb = arg;
        else if (applies && arg == u"--yes")
            words.yes = true;
        else if (applies && arg == u"--remove-entries")
            words.removeEntries = true;
        else if (words.verb == u"check" && words.file.isEmpty() && !arg.startsWith(u'-'))
            words.file = arg;
        else
            return usageError(u"unexpected word \"%1\""_s.arg(arg));
    }
    if (!words.help && words.verb != u"check" && words.verb != u"diff" && words.verb != u"apply")
        return usageError(usage());
    return words;
}

Failure httpFailure(const QString &what, const BackendAnswer &answer, const QByteArray &body)
{
    if (answer.isComplete())
        return {kExitFailed, u"%1: HTTP %2 %3"_s.arg(what)
                                 .arg(answer.status)
                                 .arg(QString::fromUtf8(body.left(500)))};
    return {kExitUnreachable, u"%1: the backend can't be reached: %2"_s.arg(what, answer.problem)};
}

/// One run against one backend.
class SettingsRun final
{
public:
    SettingsRun(BaseSettings settings, const BackendAccess &access, const QByteArray &key,
                const Streams &streams)
        : m_settings(std::move(settings))
        , m_url(access.url.toString(QUrl::RemoveUserInfo))
        , m_client(access.url, key)
        , m_streams(streams)
    { }

    int diff();
    int apply(const Words &words, const Environment &environment);

private:
    using Differences = std::vector<SettingDifference>;

    Outcome<Differences> look();
    bool confirm(const Differences &changes, const Environment &environment);
    Outcome<void> put(const SettingPlace &place);
    Outcome<void> putValue(const SettingPlace &place, const QJsonValue &value);
    Differences changesToMake(const Differences &all, bool removeEntries);
    int putAll(const Differences &changes);

    BaseSettings m_settings;
    QString m_url;
    ManagementClient m_client;
    Streams m_streams;
    bool m_leftSomething = false;
};

Outcome<SettingsRun::Differences> SettingsRun::look()
{
    QByteArray body;
    const BackendAnswer answer =
        m_client.fetch({"GET", "/v0/management/config", {}, {}}, kSilence, body, kMaxConfigBytes);
    if (!answer.isComplete() || !answer.isSuccess())
        return tl::unexpected(httpFailure(u"settings"_s, answer, body));
    const QJsonDocument document = QJsonDocument::fromJson(body);
    if (!document.isObject())
        return tl::unexpected(Failure {kExitFailed, u"the backend's answer is no JSON object"_s});
    return differences(m_settings, document.object());
}

int SettingsRun::diff()
{
    const auto found = look();
    if (!found) {
        writeLine(m_streams.err, found.error().message);
        return found.error().exitCode;
    }
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

bool SettingsRun::confirm(const Differences &changes, const Environment &environment)
{
    for (const SettingDifference &change : changes)
        writeLine(m_streams.err, describe(change));
    if (!environment.inIsTerminal) {
        writeLine(m_streams.err,
                  u"Nothing was changed: say --yes to apply this to %1"_s.arg(m_url));
        return false;
    }
    m_streams.err.write(u"Apply this to %1? [y/N] "_s.arg(m_url).toUtf8());
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
                       kSilence, body, kMaxAnswerBytes);
    if (answer.isComplete() && answer.isSuccess())
        return {};
    return tl::unexpected(httpFailure(place.key, answer, body));
}

int SettingsRun::putAll(const Differences &changes)
{
    for (const SettingDifference &change : changes) {
        if (const auto done = put(*change.place); !done) {
            writeLine(m_streams.err, done.error().message);
            return done.error().exitCode;
        }
        writeLine(m_streams.out, u"set %1"_s.arg(describe(change)));
    }
    const auto left = look();
    if (!left) {
        writeLine(m_streams.err, left.error().message);
        return left.error().exitCode;
    }
    for (const SettingDifference &change : changes) {
        for (const SettingDifference &still : *left) {
            if (still.place == change.place) {
                writeLine(m_streams.err,
                          u"the backend took it but has it otherwise: %1"_s.arg(describe(still)));
                m_leftSomething = true;
            }
        }
    }
    return m_leftSomething ? kExitFailed : kExitOk;
}

int SettingsRun::apply(const Words &words, const Environment &environment)
{
    const auto found = look();
    if (!found) {
        writeLine(m_streams.err, found.error().message);
        return found.error().exitCode;
    }
    const Differences changes = changesToMake(*found, words.removeEntries);
    if (changes.empty()) {
        writeLine(m_streams.out, u"nothing to change at %1"_s.arg(m_url));
        return m_leftSomething ? kExitFailed : kExitOk;
    }
    if (!words.yes && !confirm(changes, environment))
        return kExitUsage;
    return putAll(changes);
}

int reportFailure(const Failure &failure, QIODevice &err)
{
    writeLine(err, failure.message);
    return failure.exitCode;
}

} // namespace

int runSettingsCommand(const QStringList &args, const Streams &streams,
                       const Environment &environment)
{
    const auto words = parse(args);
    if (!words)
        return reportFailure(words.error(), streams.err);
    if (words->help) {
        writeLine(streams.out, usage());
        return kExitOk;
    }
    const QString file =
        words->file.isEmpty() ? baseSettingsFile(environment) : environment.resolved(words->file);
    auto settings = loadBaseSettings(file);
    if (words->verb == u"check") {
        if (!settings)
            return reportFailure({kExitFailed, settings.error().message}, streams.err);
        writeLine(streams.out, u"%1 is valid"_s.arg(file));
        return kExitOk;
    }
    if (!settings)
        return reportFailure(settings.error(), streams.err);
    const auto access = findBackend(environment);
    if (!access)
        return reportFailure(access.error(), streams.err);
    const auto key = credentialFor(CommandAuth::Management, *access);
    if (!key)
        return reportFailure(key.error(), streams.err);
    SettingsRun run(std::move(*settings), *access, *key, streams);
    return words->verb == u"diff" ? run.diff() : run.apply(*words, environment);
}

} // namespace app::backend
