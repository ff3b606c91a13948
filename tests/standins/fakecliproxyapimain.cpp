// SPDX-License-Identifier: LicenseRef-Private
// CLIProxyAPI's place, as a program of its own: FakeBackend behind options.
#include "tests/standins/fakebackend.h"
#include "tests/standins/fakeprogram.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonDocument>

namespace {

using namespace Qt::StringLiterals;
using namespace standins;

constexpr qint64 kMaxStateFile = 64LL * 1024 * 1024;

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

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    FakeProgram program({
        {u"profile"_s, u"ref, v6.10 or v7"_s, u"name"_s, u"ref"_s},
        {u"dialect"_s, u"all, openai or anthropic"_s, u"name"_s, u"all"_s},
        {u"state"_s, u"JSON file with parts of the state"_s, u"file"_s},
        {u"seed"_s, u"Order of the model list"_s, u"number"_s, u"1"_s},
        {u"manual-clock"_s, u"Waits end through POST /clock only"_s},
    });
    if (const auto exitCode = program.read(QCoreApplication::arguments()))
        return *exitCode;
    const auto profile = profileOf(program.value(u"profile"_s));
    const auto dialects = dialectsOf(program.value(u"dialect"_s));
    const auto state = readState(program.value(u"state"_s));
    bool isSeed = false;
    const uint seed = program.value(u"seed"_s).toUInt(&isSeed);
    if (!profile)
        return FakeProgram::refuse(u"--profile is one of ref, v6.10, v7"_s);
    if (!dialects)
        return FakeProgram::refuse(u"--dialect is one of all, openai, anthropic"_s);
    if (!state)
        return FakeProgram::refuse(u"--state names no readable JSON object"_s);
    if (!isSeed)
        return FakeProgram::refuse(u"--seed is no number"_s);
    FakeBackend backend({.address = program.listen().host,
                         .port = program.listen().port,
                         .profile = *profile,
                         .dialects = *dialects,
                         .timeScale = program.timeScale(),
                         .manualClock = program.isSet(u"manual-clock"_s),
                         .seed = seed,
                         .state = *state});
    return program.serve(backend);
}
